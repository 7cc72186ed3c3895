/// The members of librdkafka's statistics that are read, under its own names in camel case.
struct StatisticsDocument: Decodable {
    struct Broker: Decodable {
        var name: String
        var nodeid: Int
        var state: String
        var outbufCnt: Int?
        var waitrespCnt: Int?
        var rtt: Spread?
    }

    struct Spread: Decodable {
        var avg: Int?
        var p99: Int?
        var cnt: Int?
    }

    struct Topic: Decodable {
        var topic: String
        var partitions: [String: Partition]?
    }

    struct Partition: Decodable {
        var partition: Int32
        var appOffset: Int64?
        var nextOffset: Int64?
        var hiOffset: Int64?
        var lsOffset: Int64?
        var fetchqCnt: Int?
        var fetchqSize: Int?
        var msgqCnt: Int?
        var xmitMsgqCnt: Int?
    }

    struct Group: Decodable {
        var rebalanceCnt: Int?
        var joinState: String?
    }

    var name: String
    var ts: Int64
    var replyq: Int?
    var msgCnt: Int?
    var msgSize: Int?
    var brokers: [String: Broker]?
    var topics: [String: Topic]?
    var cgrp: Group?
}
