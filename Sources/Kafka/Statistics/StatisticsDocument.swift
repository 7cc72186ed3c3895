/// The members of librdkafka's statistics that are read, by its own names.
///
/// The names stand here one by one: a rule that turns each name that comes into camel case takes most of the time of reading.
struct StatisticsDocument: Decodable {
    struct Broker: Decodable {
        var name: String
        var nodeid: Int
        var state: String
        var outbufCnt: Int?
        var waitrespCnt: Int?
        var rtt: Spread?

        enum CodingKeys: String, CodingKey {
            case name, nodeid, state, rtt
            case outbufCnt = "outbuf_cnt"
            case waitrespCnt = "waitresp_cnt"
        }
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

        enum CodingKeys: String, CodingKey {
            case partition
            case appOffset = "app_offset"
            case nextOffset = "next_offset"
            case hiOffset = "hi_offset"
            case lsOffset = "ls_offset"
            case fetchqCnt = "fetchq_cnt"
            case fetchqSize = "fetchq_size"
            case msgqCnt = "msgq_cnt"
            case xmitMsgqCnt = "xmit_msgq_cnt"
        }
    }

    struct Group: Decodable {
        var rebalanceCnt: Int?
        var joinState: String?

        enum CodingKeys: String, CodingKey {
            case rebalanceCnt = "rebalance_cnt"
            case joinState = "join_state"
        }
    }

    var name: String
    var ts: Int64
    var replyq: Int?
    var msgCnt: Int?
    var msgSize: Int?
    var brokers: [String: Broker]?
    var topics: [String: Topic]?
    var cgrp: Group?

    enum CodingKeys: String, CodingKey {
        case name, ts, replyq, brokers, topics, cgrp
        case msgCnt = "msg_cnt"
        case msgSize = "msg_size"
    }
}
