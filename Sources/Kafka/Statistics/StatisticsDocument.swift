/// The members of librdkafka's statistics that are read, under its own names.
struct StatisticsDocument: Decodable {
    struct Broker: Decodable {
        var name: String
        var nodeid: Int
        var state: String
        var outbuf_cnt: Int?
        var waitresp_cnt: Int?
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
        var app_offset: Int64?
        var next_offset: Int64?
        var hi_offset: Int64?
        var ls_offset: Int64?
        var fetchq_cnt: Int?
        var fetchq_size: Int?
        var msgq_cnt: Int?
        var xmit_msgq_cnt: Int?
    }

    struct Group: Decodable {
        var rebalance_cnt: Int?
        var join_state: String?
    }

    var name: String
    var ts: Int64
    var replyq: Int?
    var msg_cnt: Int?
    var msg_size: Int?
    var brokers: [String: Broker]?
    var topics: [String: Topic]?
    var cgrp: Group?
}
