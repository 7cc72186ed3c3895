/// What a series may be labelled with. The list is closed, so that no identifier of an event can become a label by accident: all of these
/// are names out of the configuration, the catalog or the topics.
public enum LabelName: String, CaseIterable, Sendable {
    case stage
    case partner
    /// A reason of rejects, in kebab case.
    case reason
    case topic
    case partition
    case pipeline
    /// A partition of an `in.` topic, e.g. `in.evn.electricity/3`.
    case source
    case indicator
    /// Another instrument's name.
    case instrument
    case version
    /// The version of librdkafka that is linked.
    case librdkafka
}
