import Aggregation
import Catalog

extension Publisher {
    /// What should stand for the figure now; its revision is still to be given.
    func update(of indicator: Indicator, in window: Window, ledger: WindowLedger, area: Area, at time: EventTime) -> IndicatorUpdate {
        let sum = (area == .province ? ledger.province : ledger.sums[area]) ?? CellSum(measureCount: pipeline.measures.count)
        let figure = self.figure(of: indicator, in: window, area: area, sum: sum, suppression: ledger.suppression[area])
        let isWithheld = figure.availability.isSuppressed
        return IndicatorUpdate(
            key: IndicatorKey(indicator: indicator.id, commune: context.code(of: area), window: window), area: area,
            areaName: context.name(of: area), pipeline: pipeline.id, title: indicator.title, unit: indicator.unit, target: indicator.target,
            figure: figure,
            status: WindowStatus(of: window, pipeline: pipeline, watermark: watermark, isRevised: sum.isRevised),
            approximateRecords: isWithheld ? nil : sum.approximateRecords,
            partners: isWithheld ? [] : contributions(of: sum.partners, latest: ledger.latestByPartner),
            watermark: watermark, revision: 0, time: time, source: context.source, timeZone: pipeline.timeZone)
    }

    private func figure(
        of indicator: Indicator, in window: Window, area: Area, sum: CellSum, suppression: Figure.Suppression?
    ) -> Figure {
        let denominator = self.denominator(of: indicator, in: window, area: area, sum: sum)
        if let suppression { return .withheld(suppression, basis: denominator.basis) }
        guard sum.subjects > 0 else { return Figure(availability: .notAvailable(.noSubjects), basis: denominator.basis) }
        return .evaluate(
            indicator, numerator: value(of: indicator.numerator, in: sum), denominator: denominator.value, basis: denominator.basis)
    }

    private func denominator(
        of indicator: Indicator, in window: Window, area: Area, sum: CellSum
    ) -> (value: Int128?, basis: DenominatorBasis?) {
        switch indicator.denominator {
        case nil: return (nil, nil)
        case .measure(let name): return (value(of: name, in: sum), DenominatorBasis(kind: .measure, name: name))
        case .reference(let id):
            let found = references[id]?.value(of: area, on: window.lastDay ?? asOf)
            return (found?.value, DenominatorBasis(kind: .reference, name: id, reference: found?.basis))
        }
    }

    private func value(of measure: String, in sum: CellSum) -> Int128 {
        guard let index = measureIndex[measure] else { preconditionFailure("lint lets no indicator name a measure that is not there") }
        return sum.values[index]
    }

    /// By name: numbers of partners are given in the order of their arrival and may differ from run to run.
    private func contributions(of partners: [PartnerCount], latest: [UInt16: EventTime]) -> [IndicatorUpdate.Contribution] {
        partners.map {
            IndicatorUpdate.Contribution(
                partner: context.partnerName($0.partner) ?? "partner-\($0.partner)", events: $0.records, lastEventTime: latest[$0.partner])
        }
        .sorted { $0.partner < $1.partner }
    }
}
