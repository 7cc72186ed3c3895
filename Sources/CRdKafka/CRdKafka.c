#include "CRdKafka.h"

rd_kafka_resp_err_t nhipso_kafka_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_count, const void *value,
    size_t value_count, rd_kafka_headers_t *headers, void *ticket) {
    if (headers)
        return rd_kafka_producev(
            client, RD_KAFKA_V_RKT(topic), RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_KEY(key, key_count),
            RD_KAFKA_V_VALUE((void *)value, value_count), RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
            RD_KAFKA_V_OPAQUE(ticket), RD_KAFKA_V_END);
    int failed = rd_kafka_produce(topic, partition, RD_KAFKA_MSG_F_COPY, (void *)value, value_count, key, key_count, ticket);
    return failed ? rd_kafka_last_error() : RD_KAFKA_RESP_ERR_NO_ERROR;
}

rd_kafka_resp_err_t nhipso_kafka_mock_push_error(
    rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t request, size_t count, rd_kafka_resp_err_t error, int round_trip_ms) {
    for (size_t i = 0; i < count; i++) {
        rd_kafka_resp_err_t failed =
            rd_kafka_mock_broker_push_request_error_rtts(cluster, broker, request, 1, error, round_trip_ms);
        if (failed) return failed;
    }
    return RD_KAFKA_RESP_ERR_NO_ERROR;
}
