import Aggregation

/// A partition of a partner's topic, as the stage reads it.
struct InputSource {
    let partition: TopicPartition
    let partner: String
    /// `topic/partition`: its name in fact blocks.
    let name: String
    /// The offset of the first record that is still to be read.
    var next: Int64?
    /// The largest business time of its good events.
    var latest = EventTime.distantPast
    /// Which pipelines hear of its progress: those whose contracts have its kind, and those that facts of it have gone to.
    var pipelines: Set<Int>
    /// Counts up with each change of `latest`, so that each partition of facts can be told what is new.
    var version = 1
    /// Its events in the open blocks.
    var events = 0

    init(partition: TopicPartition, partner: String, pipelines: Set<Int>) {
        self.partition = partition
        self.partner = partner
        name = partition.description
        self.pipelines = pipelines
    }
}
