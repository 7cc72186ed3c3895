#include "CSimdJSON.h"

#include <cstring>
#include <new>
#include <simdjson.h>

struct nhipso_json_parser {
    simdjson::dom::parser parser;
    explicit nhipso_json_parser(size_t maximum_bytes) : parser(maximum_bytes) {}
};

size_t nhipso_json_padding(void) { return simdjson::SIMDJSON_PADDING; }

nhipso_json_parser *nhipso_json_parser_create(size_t maximum_bytes, size_t maximum_depth) {
    auto *made = new (std::nothrow) nhipso_json_parser(maximum_bytes);
    // Room for usual events from the start; larger ones make the parser grow, up to the maximum.
    size_t usual = maximum_bytes < 16384 ? maximum_bytes : 16384;
    if (made && made->parser.allocate(usual, maximum_depth) != simdjson::SUCCESS) {
        delete made;
        return nullptr;
    }
    return made;
}

void nhipso_json_parser_destroy(nhipso_json_parser *parser) { delete parser; }

nhipso_json_document nhipso_json_parse(nhipso_json_parser *parser, const uint8_t *json, size_t count) {
    auto result = parser->parser.parse(json, count, false);
    return {static_cast<int32_t>(result.error()), parser->parser.doc.tape.get(), parser->parser.doc.string_buf.get()};
}

nhipso_json_structure nhipso_json_find_structure(nhipso_json_parser *parser, const uint8_t *json, size_t count) {
    auto &inner = *parser->parser.implementation;
    if (count > parser->parser.capacity() || std::memchr(json, '\\', count) ||
        inner.stage1(json, count, simdjson::stage1_mode::regular) != simdjson::SUCCESS) {
        return {nullptr, 0};
    }
    return {inner.structural_indexes.get(), inner.n_structural_indexes};
}

int32_t nhipso_json_is_utf8(const uint8_t *text, size_t count) {
    return simdjson::validate_utf8(reinterpret_cast<const char *>(text), count) ? 1 : 0;
}

const char *nhipso_json_error_message(int32_t error) {
    return simdjson::error_message(static_cast<simdjson::error_code>(error));
}
