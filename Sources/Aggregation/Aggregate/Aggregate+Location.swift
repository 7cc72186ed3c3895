/// Where subjects count: in a window the commune of its newest located fact there, else of the subject's newest located fact at all, else
/// the unlocated bucket.
extension Aggregate {
    /// Notes that a record, whose content has just been written, is located; `path` holds its standings.
    mutating func locate(_ record: UInt32, subject: UInt32) {
        let version: Int64 = records[record].read(RecordLayout.version)
        let commune: UInt16 = records[record].read(RecordLayout.commune)
        let row = subjects[subject]
        for index in 0..<pathCount where path[index].standing != Arena.none {
            let standing = standings[path[index].standing]
            let there: UInt32 = standing.read(StandingLayout.locatedRecord)
            guard there == Arena.none || there == record || isNewer(version, commune, than: there, standing, row) else { continue }
            standing.write(record, StandingLayout.locatedRecord)
            if standing.read(StandingLayout.commune) != commune { move(path[index].standing, to: commune) }
        }
        let remembered: Int64 = row.read(SubjectLayout.locatedVersion)
        guard
            row.read(SubjectLayout.locatedRecord) == record || version > remembered
                || version == remembered && isHigher(commune, than: row.read(SubjectLayout.commune))
        else { return }
        row.write(version, SubjectLayout.locatedVersion)
        row.write(record, SubjectLayout.locatedRecord)
        if row.read(SubjectLayout.commune) != commune {
            row.write(commune, SubjectLayout.commune)
            settle(subject)
        }
    }

    /// Whether a located fact is newer than that of the record that has located a standing; of equal versions the one with the higher commune
    /// code is, so that no pseudonym decides.
    ///
    /// The subject knows the version of its newest located record: what is newer than that is newer than all, and mostly it is the standing's, too.
    /// So that record's row is seldom waited for.
    @inline(__always) private func isNewer(
        _ version: Int64, _ commune: UInt16, than there: UInt32, _ standing: UnsafeMutableRawPointer, _ subject: UnsafeMutableRawPointer
    ) -> Bool {
        let newest: Int64 = subject.read(SubjectLayout.locatedVersion)
        if version > newest { return true }
        let isSubjects = there == subject.read(SubjectLayout.locatedRecord, as: UInt32.self)
        let thereVersion: Int64 = isSubjects ? newest : records[there].read(RecordLayout.version)
        if version != thereVersion { return version > thereVersion }
        return isHigher(commune, than: standing.read(StandingLayout.commune))
    }

    private func isHigher(_ commune: UInt16, than other: UInt16) -> Bool { store.communes[Int(other)] < store.communes[Int(commune)] }

    private func commune(of record: UInt32) -> CommuneCode {
        store.communes[Int(records[record].read(RecordLayout.commune, as: UInt16.self))]
    }

    /// Moves the standings that have no located record of their own to where the subject is.
    mutating func settle(_ subject: UInt32) {
        let commune: UInt16 = subjects[subject].read(SubjectLayout.commune)
        var standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        while standing != Arena.none {
            let row = standings[standing]
            if row.read(StandingLayout.locatedRecord) == Arena.none, row.read(StandingLayout.commune) != commune {
                move(standing, to: commune)
            }
            standing = row.read(StandingLayout.next)
        }
    }

    /// Finds the newest located records anew after `record` ceased to be located under `base`.
    mutating func relocate(after record: UInt32, base: UInt32, subject: UInt32) {
        if standings[base].read(StandingLayout.locatedRecord) == record {
            var newest = Arena.none
            forEachRecord(ofBase: base) { other in newest = newerLocated(other, newest) }
            standings[base].write(newest, StandingLayout.locatedRecord)
        }
        let ups = store.ups(of: standings[base].read(StandingLayout.block)).count
        for index in 0..<ups {
            let up: UInt32 = standings[base].read(layout.standing.ups + index * 4)
            guard up != Arena.none, standings[up].read(StandingLayout.locatedRecord) == record else { continue }
            var newest = Arena.none
            forEachBase(under: up) { newest = newerLocated(standings[$0].read(StandingLayout.locatedRecord), newest) }
            standings[up].write(newest, StandingLayout.locatedRecord)
        }
        if subjects[subject].read(SubjectLayout.locatedRecord) == record {
            var newest = Arena.none
            forEachStanding(of: subject) { newest = newerLocated(standings[$0].read(StandingLayout.locatedRecord), newest) }
            let version: Int64 = newest == Arena.none ? .min : records[newest].read(RecordLayout.version)
            subjects[subject].write(version, SubjectLayout.locatedVersion)
            subjects[subject].write(newest, SubjectLayout.locatedRecord)
            let commune: UInt16 = newest == Arena.none ? 0 : records[newest].read(RecordLayout.commune)
            subjects[subject].write(commune, SubjectLayout.commune)
        }
        var standing: UInt32 = subjects[subject].read(SubjectLayout.firstStanding)
        while standing != Arena.none {
            let row = standings[standing]
            let located: UInt32 = row.read(StandingLayout.locatedRecord)
            let commune: UInt16 =
                located == Arena.none ? subjects[subject].read(SubjectLayout.commune) : records[located].read(RecordLayout.commune)
            if row.read(StandingLayout.commune) != commune { move(standing, to: commune) }
            standing = row.read(StandingLayout.next)
        }
    }

    /// The newer of two records, of which only located ones count.
    private func newerLocated(_ record: UInt32, _ newest: UInt32) -> UInt32 {
        guard record != Arena.none, records[record].read(RecordLayout.commune, as: UInt16.self) != 0 else { return newest }
        guard newest != Arena.none else { return record }
        let versions: (Int64, Int64) = (records[record].read(RecordLayout.version), records[newest].read(RecordLayout.version))
        if versions.0 != versions.1 { return versions.0 > versions.1 ? record : newest }
        return commune(of: newest) < commune(of: record) ? record : newest
    }
}
