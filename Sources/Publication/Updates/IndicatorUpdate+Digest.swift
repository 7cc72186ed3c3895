import Catalog

extension IndicatorUpdate {
    /// Stands for all that the update says of the figure, and not for when it was said: neither the revision and the times nor the watermark and
    /// the partners' last event times, which go on with every event and would make every figure change with every event.
    public var contentDigest: ContentDigest {
        var writer = ContentDigest.Writer()
        for text in [key.indicator, key.commune, pipeline, title.vi, title.en, unit.rawValue, areaName, area.kind, status.rawValue] {
            writer.add(text)
        }
        writer.add(Int64(key.window.length.rawValue))
        writer.add(Int64(key.window.ordinal))
        add(figure, to: &writer)
        switch target {
        case .atLeast(let value): writer.add(Int64(1), value)
        case .atMost(let value): writer.add(Int64(2), value)
        case nil: writer.add(Int64(0))
        }
        writer.add(approximateRecords)
        writer.add(Int64(partners.count))
        for contribution in partners {
            writer.add(contribution.partner)
            writer.add(contribution.events)
        }
        return writer.digest
    }

    private func add(_ figure: Figure, to writer: inout ContentDigest.Writer) {
        writer.add(figure.availability.name)
        writer.add(figure.availability.reason)
        switch figure.value {
        case .hundredths(let value): writer.add(Int64(1), value)
        case .whole(let value): writer.add(Int64(2), value)
        case nil: writer.add(Int64(0))
        }
        writer.add(figure.numerator)
        writer.add(figure.denominator)
        writer.add(figure.isTargetMet)
        writer.add(figure.dataError?.rawValue)
        writer.add(figure.basis?.kind.rawValue)
        writer.add(figure.basis?.name)
        guard let row = figure.basis?.reference else { return }
        writer.add(row.basis)
        writer.add(row.source)
        writer.add(row.isEstimate)
        writer.add(Int64(row.validFrom.rawValue))
    }
}

extension ContentDigest.Writer {
    fileprivate mutating func add(_ kind: Int64, _ value: Int64) {
        add(kind)
        add(value)
    }
}
