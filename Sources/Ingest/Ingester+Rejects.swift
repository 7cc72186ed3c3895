import Aggregation
import Catalog

/// The words of rejects, apart from the path that accepted events take.
extension Ingester {
    @inline(never) func tooLarge(_ count: Int) -> Reject {
        Reject(.tooLarge, path: "", message: "the event has \(count) bytes; at most \(maximumBytes) are accepted")
    }

    @inline(never) func malformed(_ error: Int32) -> Reject { Reject(.malformedJSON, path: "", message: JSONParser.message(error)) }

    @inline(never) func sourceWithoutPartner(_ envelope: borrowing Envelope) -> Reject {
        Reject(
            .notCloudEvents, path: "/source",
            message: "the source must begin with the partner's name in lower-case letters, digits and hyphens, e.g. /power-company/billing")
    }

    @inline(never) func sourceMismatch(_ envelope: borrowing Envelope, _ partner: String) -> Reject {
        Reject(
            .sourceMismatch, path: "/source",
            message: "the source is not of the partner \(partner), on whose channel the event came; it begins with /\(partner)/")
    }

    @inline(never) func unknownType(_ type: Text) -> Reject {
        let name = type.string
        let nearest = program.typeNames.map { ($0, editDistance(Array($0.utf8), Array(name.utf8.prefix(200)))) }.min { $0.1 < $1.1 }
        let advice = nearest.map { $0.1 <= 4 ? "; did you mean \($0.0)?" : "" } ?? ""
        return Reject(.unknownType, path: "/type", message: "no contract has this type" + advice)
    }

    @inline(never) func unknownVintage() -> Reject {
        Reject(.communeUnknown, path: "/communevintage", message: "the vintage of the codes is none of the territory's vintages")
    }

    @inline(never) func outOfTime(
        _ reason: RejectReason, _ time: EventTime, _ now: EventTime, _ contract: UnsafePointer<CompiledContract>
    ) -> Reject {
        let index = contract.pointee.timeSlot
        let path = index < 0 ? "/time" : "/data/\(contract.pointee.fields[index].name.string)"
        let zone = FixedTimeZone.vietnam
        let message =
            reason == .timeInFuture
            ? "the business time \(zone.format(time)) lies more than \(contract.pointee.maximumAhead / 1000) s after \(zone.format(now))"
            : "the business time \(zone.format(time)) lies more than \(contract.pointee.maximumAge / 86_400_000) days before \(zone.format(now))"
        return Reject(reason, path: path, message: message)
    }

    private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for i in a.indices {
            var diagonal = row[0]
            row[0] = i + 1
            for j in b.indices {
                let changed = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
