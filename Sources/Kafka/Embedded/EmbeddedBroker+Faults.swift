extension EmbeddedBroker {
    /// Requests of clients, by the protocol's numbers.
    public enum Request: Int16, Sendable, CaseIterable {
        case produce = 0
        case fetch = 1
        case listOffsets = 2
        case metadata = 3
        case commitOffsets = 8
        case fetchOffsets = 9
        case findCoordinator = 10
        case joinGroup = 11
        case heartbeat = 12
        case leaveGroup = 13
        case syncGroup = 14
        case initProducerID = 22
    }

    /// What a broker may answer instead, by the protocol's numbers; `disconnect` closes the connection without an answer.
    public enum Fault: Int32, Sendable, CaseIterable {
        case disconnect = -195
        case unknownServerError = -1
        case offsetOutOfRange = 1
        case unknownTopicOrPartition = 3
        case leaderNotAvailable = 5
        case notLeaderForPartition = 6
        case requestTimedOut = 7
        case messageSizeTooLarge = 10
        case coordinatorLoadInProgress = 14
        case coordinatorNotAvailable = 15
        case notCoordinator = 16
        case notEnoughReplicas = 19
        case notEnoughReplicasAfterAppend = 20
        case illegalGeneration = 22
        case unknownMemberID = 25
        case rebalanceInProgress = 27
        case topicAuthorizationFailed = 29
        case groupAuthorizationFailed = 30
        case clusterAuthorizationFailed = 31
        case outOfOrderSequenceNumber = 45
        case invalidProducerEpoch = 47
        case storageError = 56
    }
}
