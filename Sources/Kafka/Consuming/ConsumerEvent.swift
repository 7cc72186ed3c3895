/// What a consumer has to say.
public enum ConsumerEvent {
    /// The time is over, or the consumer was woken.
    case nothing
    case record(ConsumedRecord)
    /// The group gives these partitions, all that this member has now: answer with `assign`.
    case assigned([KafkaPartition])
    /// The group takes all partitions back: finish and commit before the next `poll`, which lets them go.
    case revoked
    /// Others own the partitions by now: commits would be refused.
    case lost
    case failed(KafkaError)
}
