import CRdKafka

/// Reminds librdkafka to fetch on while its queue empties.
///
/// Once as much is queued as may be (`queued.max.messages.kbytes`), a broker's thread looks again only after up to a second, or when it is
/// woken; what the queue holds is worked off much sooner. Among the calls that wake the brokers' threads only that one is for consumers, and
/// waits for nothing, which sets the credentials for new connections; they are set to what they are.
final class FetchReminder {
    private let credentials: (user: String, password: String)?
    private let bytesBetween: Int
    private var bytesTaken = 0

    init(_ configuration: KafkaConfiguration) {
        let properties = configuration.properties(for: .consumer)
        let value = { (name: String) in properties.last { $0.name == name }?.value ?? "" }
        let user = value("sasl.username")
        // Kerberos takes a name that is empty for another than none.
        let mechanism = properties.last { $0.name.hasPrefix("sasl.mechanism") }?.value ?? "GSSAPI"
        let isKerberos = value("security.protocol").lowercased().hasPrefix("sasl") && mechanism.uppercased() == "GSSAPI"
        credentials = isKerberos && user.isEmpty ? nil : (user, value("sasl.password"))
        bytesBetween = (Int(value("queued.max.messages.kbytes")) ?? configuration.consumer.queuedKilobytesMax) * 1_024 / 2
    }

    /// Notes how much more has been taken from the queue.
    @inline(__always) func note(taken bytes: Int, of client: OpaquePointer) {
        bytesTaken += bytes
        if bytesTaken >= bytesBetween { remind(client) }
    }

    private func remind(_ client: OpaquePointer) {
        bytesTaken = 0
        guard let credentials else { return }
        if let error = rd_kafka_sasl_set_credentials(client, credentials.user, credentials.password) { rd_kafka_error_destroy(error) }
    }
}
