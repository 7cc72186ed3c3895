// Reads so many messages of the topics with librdkafka and does nothing with them: the floor of what reading costs.
// Prints the messages and the processor seconds, user and system, that reading them took.
#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double processor_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int count, char **arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: raw_consumer brokers messages topic:partitions...\n");
        return 1;
    }
    char words[512];
    rd_kafka_conf_t *conf = rd_kafka_conf_new();
    const char *settings[][2] = {{"bootstrap.servers", arguments[1]}, {"group.id", "nhipso.bench"}, {"enable.auto.commit", "false"},
                                 {"enable.auto.offset.store", "false"}, {"queued.min.messages", "1000000"},
                                 {"fetch.wait.max.ms", "5"}, {"fetch.error.backoff.ms", "10"}};
    for (size_t i = 0; i < sizeof(settings) / sizeof(settings[0]); i++) {
        if (rd_kafka_conf_set(conf, settings[i][0], settings[i][1], words, sizeof words) != RD_KAFKA_CONF_OK) {
            fprintf(stderr, "%s\n", words);
            return 1;
        }
    }
    rd_kafka_t *client = rd_kafka_new(RD_KAFKA_CONSUMER, conf, words, sizeof words);
    if (!client) {
        fprintf(stderr, "%s\n", words);
        return 1;
    }
    rd_kafka_poll_set_consumer(client);
    rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(64);
    for (int i = 3; i < count; i++) {
        char *colon = strrchr(arguments[i], ':');
        if (!colon) return 1;
        *colon = 0;
        for (int partition = 0; partition < atoi(colon + 1); partition++)
            rd_kafka_topic_partition_list_add(list, arguments[i], partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
    }
    rd_kafka_assign(client, list);
    rd_kafka_topic_partition_list_destroy(list);
    long wanted = atol(arguments[2]), seen = 0;
    double begin = processor_seconds();
    time_t end = time(NULL) + 120;
    while (seen < wanted && time(NULL) < end) {
        rd_kafka_message_t *message = rd_kafka_consumer_poll(client, 200);
        if (!message) continue;
        if (!message->err) seen++;
        rd_kafka_message_destroy(message);
    }
    printf("%ld %.3f\n", seen, processor_seconds() - begin);
    // The process ends here: leaving in good order is not what is measured.
    fflush(stdout);
    _Exit(seen == wanted ? 0 : 2);
}
