/// A report: what became of a record that was handed over.
public struct DeliveryReport: Sendable {
    /// As it was given with the record.
    public var ticket: Int
    public var partition: Int32
    /// Where it stands; meaningless where it failed.
    public var offset: Int64
    /// nil: it is acknowledged by all replicas in sync.
    public var failure: KafkaError?
}
