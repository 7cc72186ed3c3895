#ifndef NHIPSO_ALLOCATOR_H
#define NHIPSO_ALLOCATOR_H

/// jemalloc's settings; its `MALLOC_CONF` in the environment overrides them. That Swift's and librdkafka's memory comes from jemalloc is settled
/// by linking: a program that has this target among its dependencies has it.
extern const char *malloc_conf;

#endif
