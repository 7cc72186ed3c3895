"""Do our validator and PyPI's jsonschema agree on every event contract?

For each JSON Schema that `nhipso contracts json-schema` writes, examples are built from the schema: right ones, and ones with one thing
wrong. `nhipso contracts validate` and jsonschema (Draft 2020-12, formats checked) judge each; a differing verdict is a fault of one of them.

Not generated, because there the two rightly differ or jsonschema itself is loose:
* integers written `1.0` or `1e3`: JSON Schema calls them integers, our validator wants digits;
* texts that end in a newline, and digits beyond ASCII: Python's `$` and `\\d` are wider than those of JSON Schema;
* leap seconds (`:60`) and lower-case `t` and `z`: RFC 3339 leaves them to the reader.
What stands outside a contract's shape (a time too old, a commune not in force) is no matter of a schema and not looked at.
"""

import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

TIMEOUT_SECONDS = 300
# Beyond this length a list or a text is not built to hit a limit.
LARGEST_LIMIT = 5000

TIMESTAMPS = [
    "2026-05-04T08:30:00+07:00", "2026-05-04T01:30:00Z", "2026-05-04T08:30:00.123456+07:00", "2024-02-29T00:00:00-03:30",
    "2026-02-30T08:30:00+07:00", "2026-02-29T08:30:00+07:00", "2026-13-01T08:30:00+07:00", "2026-00-10T08:30:00+07:00",
    "2026-05-32T08:30:00+07:00", "2026-05-04T24:00:00+07:00", "2026-05-04T08:60:00+07:00", "2026-05-04T08:30:61+07:00",
    "2026-05-04T08:30:00", "2026-05-04T08:30:00+07", "2026-05-04T08:30:00+0700", "2026-05-04T08:30:00+24:00",
    "2026-05-04T08:30:00+07:60", "2026-05-04T08:30+07:00", "2026-05-04 08:30:00+07:00", "2026-5-4T08:30:00+07:00",
    "2026-05-04T08:30:00.+07:00", "2026-05-04T08:30:00+07:00 ", " 2026-05-04T08:30:00+07:00", "26-05-04T08:30:00+07:00",
]
DATES = ["2026-05-04", "2024-02-29", "2026-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-01", "2026-05-00",
         "2026-5-4", "2026/05/04", "20260504", "2026-05-04Z", "1900-02-29", "2000-02-29"]
PERIODS = ["2026-05", "202605", "2026-12", "2026-01", "2026-00", "2026-13", "202600", "202613", "2026-5", "20265", "2026/05",
           "2026-Q2", "2026", "2026-05-", "-202605", "02026-05"]
COMMUNES = ["14797", "1479", "147970", "1479a", " 14797", "14797 ", "00000", "14.97", "-4797", "+4797"]
CODES = ["PA07TH0000101", "PA07th0000101", "PA07TH000010", "PA07TH00001010", "PB07TH0000101", "c2hhMjU2LW9mLXVyYg_-xy",
         "c2hhMjU2LW9mLXVyYg_-x", "c2hhMjU2LW9mLXVyYg_+xy", "1.010708", "1.010708.000.00.00.H56", "1.01070", "a", "A", "đ", "0"]
NUMBERS = [0, 1, -1, 2, 3, 4, 10, 11, 36, 37, 1.5, -0.5, 2**31, 2**53 + 1, 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 10**30]
OTHERS = [None, True, False, "", " ", "null", "true", "1", [], {}, [1], {"a": 1}, ["a"], "\u0000", "😀", "e\u0301"]
POOL = TIMESTAMPS + DATES + PERIODS + COMMUNES + CODES + NUMBERS + OTHERS


class Contract:
    """One event type: its schema, and examples made of it."""

    def __init__(self, path):
        self.type = path.name.removesuffix(".json").removesuffix(".schema")
        self.schema = json.loads(path.read_text(encoding="utf-8"))
        try:
            Draft202012Validator.check_schema(self.schema)
        except SchemaError as error:
            sys.exit(f"check-schemas: {path.name} is no JSON Schema: at {error.json_path}: {error.message}")
        self.validator = Draft202012Validator(self.schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def resolved(self, schema):
        """Follows local references, and leaves out the branch that only allows null."""
        while True:
            if "$ref" in schema:
                target = self.schema
                for part in schema["$ref"].removeprefix("#/").split("/"):
                    target = target[part.replace("~1", "/").replace("~0", "~")]
                schema = target
                continue
            branches = schema.get("anyOf") or schema.get("oneOf") or []
            typed = [branch for branch in branches if branch.get("type") != "null"]
            if len(typed) != 1:
                return schema
            schema = {**{key: value for key, value in schema.items() if key not in ("anyOf", "oneOf")}, **typed[0]}

    def example(self, schema):
        schema = self.resolved(schema)
        for key in ("examples", "example", "default", "const"):
            if key in schema:
                return schema[key][0] if key == "examples" else schema[key]
        choices = [value for value in schema.get("enum", []) if value is not None]
        if choices:
            return choices[0]
        types = schema.get("type", "object")
        types = [types] if isinstance(types, str) else types
        if "object" in types:
            return {name: self.example(field) for name, field in schema.get("properties", {}).items()}
        if "array" in types:
            return [self.example(schema.get("items", {})) for _ in range(max(1, schema.get("minItems", 1)))]
        if "integer" in types:
            return max(0, schema.get("minimum", 0))
        if "boolean" in types:
            return True
        # Whichever of the pool fits; the base example must be valid, which is checked.
        fits = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid
        return next((text for text in POOL if isinstance(text, str) and text and fits(text)), "x" * max(1, schema.get("minLength", 1)))

    def substitutes(self, schema):
        """Values to put in a field's place: the pool, and what lies at the field's own limits."""
        schema = self.resolved(schema)
        yield from POOL
        for choice in schema.get("enum", []):
            yield choice
            if isinstance(choice, str):
                yield from (choice.upper(), choice + " ", choice[:-1], choice + "x")
        for key in ("minimum", "maximum"):
            if key in schema:
                yield from (schema[key] - 1, schema[key], schema[key] + 1)
        for key in ("minLength", "maxLength"):
            limit = schema.get(key)
            if limit is not None and limit <= LARGEST_LIMIT:
                for unit in ("x", "đ", "𠀀"):
                    yield from (unit * count for count in (limit - 1, limit, limit + 1) if count >= 0)
        if "items" in schema:
            element = self.example(schema["items"])
            limits = {schema.get("minItems"), schema.get("maxItems")} - {None}
            for count in sorted({near for limit in limits for near in (limit - 1, limit, limit + 1)} | {1}):
                if 0 <= count <= LARGEST_LIMIT:
                    yield [copy.deepcopy(element) for _ in range(count)]
            yield from ([wrong] for wrong in (None, 1, "x", [], {}))
            yield [element, None]
            for changed in self.variants(schema["items"], element):
                yield [changed]
                yield [element, changed]

    def variants(self, schema, base):
        """The example with one field missing, added or replaced."""
        schema = self.resolved(schema)
        for name, field in schema.get("properties", {}).items():
            without = {key: value for key, value in base.items() if key != name}
            yield without
            for value in self.substitutes(field):
                yield {**without, name: value}
        yield {**base, "notInTheContract": {"any": ["thing", 1.5, None]}}
        yield {name: base[name] for name in schema.get("required", [])}

    def cases(self):
        base = self.example(self.schema)
        error = next(self.validator.iter_errors(base), None)
        if error is not None:
            sys.exit(f"check-schemas: the examples of {self.type} are themselves invalid: {error.json_path} {error.message}")
        yield base
        yield from self.variants(self.schema, base)
        yield from ({}, [], None, "x", 1, True, [base])


def our_verdicts(nhipso, pipelines, lines):
    """What `contracts validate` says of each line: `valid` or `invalid …`."""
    command = [nhipso, "contracts", "validate", "--pipelines", pipelines]
    run = subprocess.run(command, input="".join(lines), capture_output=True, encoding="utf-8", timeout=TIMEOUT_SECONDS, check=False)
    verdicts = run.stdout.splitlines()
    if len(verdicts) != len(lines) or any(verdict.split(" ")[0] not in ("valid", "invalid") for verdict in verdicts):
        odd = next((verdict for verdict in verdicts if verdict.split(" ")[0] not in ("valid", "invalid")), "")
        sys.exit(f"check-schemas: {len(lines)} examples, {len(verdicts)} verdicts; {odd}\n{run.stderr[-2000:]}")
    return verdicts


def main():
    parser = argparse.ArgumentParser(prog="check-schemas", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nhipso", default=".build/debug/nhipso", help="the program (default: %(default)s)")
    parser.add_argument("--pipelines", default="Pipelines", help="the folder of pipelines (default: %(default)s)")
    parser.add_argument("--show", type=int, default=20, help="differing examples to print (default: %(default)s)")
    options = parser.parse_args()
    if not pathlib.Path(options.nhipso).exists():
        sys.exit(f"check-schemas: {options.nhipso} is not there; build it with `swift build` or name it with --nhipso")

    with tempfile.TemporaryDirectory() as folder:
        command = [options.nhipso, "contracts", "json-schema", "--pipelines", options.pipelines, "--out", folder]
        subprocess.run(command, check=True, timeout=TIMEOUT_SECONDS, stdout=subprocess.DEVNULL)
        contracts = [Contract(path) for path in sorted(pathlib.Path(folder).glob("*.json"))]
    if not contracts:
        sys.exit("check-schemas: no schema was written")

    differing = []
    totals = [0, 0]
    for contract in contracts:
        cases = list(contract.cases())
        theirs = [contract.validator.is_valid(case) for case in cases]
        # Both ways of writing what is not ASCII.
        lines = [
            json.dumps({"type": contract.type, "data": case}, ensure_ascii=number % 2 == 0) + "\n" for number, case in enumerate(cases)
        ]
        ours = our_verdicts(options.nhipso, options.pipelines, lines)
        valid = sum(theirs)
        totals = [totals[0] + valid, totals[1] + len(cases) - valid]
        print(f"{contract.type}: {valid} valid and {len(cases) - valid} invalid examples")
        if valid < 2 or valid == len(cases):
            sys.exit(f"check-schemas: the examples of {contract.type} are too one-sided to tell anything")
        for line, verdict, is_valid in zip(lines, ours, theirs):
            if (verdict == "valid") != is_valid:
                differing.append((line.strip(), verdict, is_valid))

    for line, verdict, is_valid in differing[: options.show]:
        print(f"\nDIFFERS: {line[:600]}\n  ours: {verdict}\n  jsonschema: {'valid' if is_valid else 'invalid'}")
    print(f"\nschemas: {len(contracts)} contracts, {totals[0]} valid and {totals[1]} invalid examples, {len(differing)} differing verdicts")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()
