// The system's librdkafka, and what of it Swift cannot call by itself: macros and functions with a variable number of arguments.
#ifndef NHIPSO_CRDKAFKA_H
#define NHIPSO_CRDKAFKA_H

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Hands a record over for sending: copies key and value. `headers` may be NULL; they are taken over only where it succeeds.
rd_kafka_resp_err_t nhipso_kafka_produce(
    rd_kafka_t *client, rd_kafka_topic_t *topic, int32_t partition, const void *key, size_t key_count, const void *value,
    size_t value_count, rd_kafka_headers_t *headers, void *ticket);

/// The next `count` requests of this kind (by the protocol's number) to one broker wait so long, then fail with `error` unless it is 0.
rd_kafka_resp_err_t nhipso_kafka_mock_push_error(
    rd_kafka_mock_cluster_t *cluster, int32_t broker, int16_t request, size_t count, rd_kafka_resp_err_t error, int round_trip_ms);

/// Asks for the memory to be brought into the cache; never fails, whatever the address.
static inline void nhipso_prefetch_bytes(const void *memory, size_t count) {
    for (size_t at = 0; at < count; at += 64) __builtin_prefetch((const char *)memory + at, 0, 3);
}

#ifdef __cplusplus
}
#endif
#endif
