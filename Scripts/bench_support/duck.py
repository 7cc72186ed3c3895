"""Answers one question with DuckDB and prints it as JSON: a process of its own, so that its memory can be measured."""

import json
import sys

import duckdb

import questions


def main():
    file, question, threads = sys.argv[1], sys.argv[2], int(sys.argv[3])
    sql = questions.PAYMENTS_SQL if question == "payments" else questions.ELECTRICITY_SQL
    connection = duckdb.connect()
    connection.execute(f"set threads = {threads}")
    rows = connection.execute(sql.format(file=file)).fetchall()
    json.dump([[row[0], row[1], *map(int, row[2:])] for row in rows], sys.stdout)


main()
