/// Where subjects count: in a window the commune of its newest located fact there, else of the subject's newest located fact at all, else
/// the unlocated bucket.
extension Aggregate {
    /// Notes that a record, whose content has just been written, is located; `path` holds its standings.
    mutating func locate(_ record: UInt32, subject: UInt32) {
        let version: Int64 = records[record].read(RecordLayout.version)
        let commune: UInt16 = records[record].read(RecordLayout.commune)
        for index in 0..<pathCount where path[index].standing != Arena.none {
            let row = standings[path[index].standing]
            guard isNewer(version, record, than: row.read(StandingLayout.locatedRecord), nil) else { continue }
            row.write(record, StandingLayout.locatedRecord)
            if row.read(StandingLayout.commune) != commune { move(path[index].standing, to: commune) }
        }
        let row = subjects[subject]
        guard isNewer(version, record, than: row.read(SubjectLayout.locatedRecord), row) else { return }
        row.write(version, SubjectLayout.locatedVersion)
        row.write(record, SubjectLayout.locatedRecord)
        if row.read(SubjectLayout.commune) != commune {
            row.write(commune, SubjectLayout.commune)
            settle(subject)
        }
    }

    /// Whether a located record is newer than another; of equal versions the one with the higher commune code is, so that no pseudonym decides.
    ///
    /// - Parameter subject: the row of the subject, which remembers the version and place of a record that is no longer kept.
    @inline(__always) private func isNewer(
        _ version: Int64, _ record: UInt32, than there: UInt32, _ subject: UnsafeMutableRawPointer?
    ) -> Bool {
        if there == record { return true }
        if there == Arena.none {
            guard let subject else { return true }
            let remembered: Int64 = subject.read(SubjectLayout.locatedVersion)
            if version != remembered { return version > remembered }
            return store.communes[Int(subject.read(SubjectLayout.commune, as: UInt16.self))] < commune(of: record)
        }
        let thereVersion: Int64 = records[there].read(RecordLayout.version)
        if version != thereVersion { return version > thereVersion }
        return commune(of: there) < commune(of: record)
    }

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
