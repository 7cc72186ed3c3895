"""The two questions that both sides answer from the same file, as SQL for DuckDB and as pipelines for nhipso."""

# Per commune and month: payments, their sum, the households, the households without cash. A repeated payment counts once.
PAYMENTS_SQL = """
with e as (
  select data.paymentId p, data.contractRef k, data.communeCode c, data.channel ch, unnest(data.allocations) a
  from read_json('{file}', format = 'newline_delimited')),
d as (select distinct p, k, c, ch, a.billId b, a.billPeriod m, a.amountVnd v from e)
select m as w, c, count(*) payments, sum(v)::bigint vnd, count(distinct k) households,
  count(distinct case when ch not in ('agent_cash', 'counter_cash', 'collector_cash') then k end) households_noncash
from d group by m, c
"""

PAYMENTS_MEASURES = ["payments", "vnd", "households", "households_noncash"]

PAYMENTS_PIPELINE = """\
pipeline: payments
title: {vi: "Thanh toán tiền điện", en: "Electricity payments"}
description: The first question of the benchmark.
windows: [month]
privacy: {minimum_subjects: 0}
flags:
  settled: A payment stands.
  noncash: The payer paid without cash.
amounts:
  paid_vnd: What the payment gives to a bill, in đồng.
facts:
  - from: vn.thanhhoa.elec.payment.settled
    each: allocations
    record: "payment {paymentId} {allocations.billId}"
    subject: "contract {contractRef}"
    commune: {field: communeCode, vintage: communeVintage}
    period: allocations.billPeriod
    version: paidAt
    flags:
      settled: true
      noncash: {channel: {not: [agent_cash, counter_cash, collector_cash]}}
    amounts: {paid_vnd: allocations.amountVnd}
measures:
  payments: {records: {all: [settled]}, description: Payments.}
  vnd: {amount: paid_vnd, of: {all: [settled]}, description: Money.}
  households: {subjects: {all: [settled]}, description: Households.}
  households_noncash: {subjects: {all: [noncash]}, description: Households that paid without cash.}
indicators:
  share:
    title: {vi: "Tỷ lệ hộ không dùng tiền mặt", en: "Households without cash"}
    unit: percent
    numerator: households_noncash
    denominator: households
"""

# The figures of Pipelines/electricity.yaml, EP01 to EP03 for month, quarter and year: the newest state of each bill and payment, the commune
# of each contract in each window, bills and contracts by all their payments. Only codes of today occur in the file.
ELECTRICITY_SQL = """
with raw as (
  select type t, data d from read_json('{file}', format = 'newline_delimited', columns = {{
    type: 'VARCHAR',
    data: 'STRUCT(billId VARCHAR, contractRef VARCHAR, communeCode VARCHAR, billPeriod VARCHAR, customerClass VARCHAR, amountVnd BIGINT,
      issuedAt TIMESTAMPTZ, adjustedAt TIMESTAMPTZ, cancelledAt TIMESTAMPTZ, paymentId VARCHAR, channel VARCHAR, paidAt TIMESTAMPTZ,
      reversedAt TIMESTAMPTZ, allocations STRUCT(billId VARCHAR, billPeriod VARCHAR, amountVnd BIGINT)[])'}})),
fact as (
  select 'bill ' || d.billId r, d.contractRef k, d.billId i, d.billPeriod m, d.communeCode c,
    coalesce(d.issuedAt, d.adjustedAt, d.cancelledAt) v,
    case t when 'vn.thanhhoa.elec.bill.issued' then 0 when 'vn.thanhhoa.elec.bill.adjusted' then 1 else 2 end rank,
    t <> 'vn.thanhhoa.elec.bill.cancelled' and d.amountVnd >= 1 bill, d.customerClass = 'domestic' domestic,
    false payment, false cash, d.amountVnd amount
  from raw where d.billId is not null
  union all
  select 'payment ' || p || ' ' || a.billId, k, a.billId, a.billPeriod, c, v, rank, false, false, rank = 0,
    ch in ('agent_cash', 'counter_cash', 'collector_cash'), a.amountVnd
  from (
    select d.paymentId p, d.contractRef k, d.communeCode c, d.channel ch, coalesce(d.paidAt, d.reversedAt) v,
      case t when 'vn.thanhhoa.elec.payment.settled' then 0 else 1 end rank, unnest(d.allocations) a
    from raw where d.paymentId is not null)),
newest as (
  select unnest(max_by({{'i': i, 'm': m, 'c': c, 'v': v, 'bill': bill, 'domestic': domestic, 'payment': payment, 'cash': cash,
    'amount': amount}}, (v, rank))), r, k
  from fact group by r, k),
anywhere as (select k, max_by(c, v) c from newest where c is not null group by k),
counted as (
  select n.*, unnest([m, left(m, 4) || '-Q' || ((substr(m, 6, 2)::int + 2) // 3), left(m, 4)]) w from newest n),
located as (select k, w, max_by(c, v) c from counted where c is not null group by k, w),
item as (
  select k, w, m, i, bool_or(bill) billed, bool_or(bill and domestic) domestic, bool_or(payment) settled, bool_or(payment and cash) cash,
    bool_or(payment and not cash) noncash
  from counted group by k, w, m, i),
household as (
  select k, w, bool_or(domestic) domestic, bool_or(domestic and (not noncash or cash)) bad,
    count_if(billed and settled) bills_settled, count_if(billed and settled and noncash and not cash) bills_noncash
  from item group by k, w),
money as (
  select k, w, sum(amount) filter (payment) settled, sum(amount) filter (payment and not cash) noncash from counted group by k, w)
select h.w, coalesce(l.c, a.c, 'unlocated') c, count_if(h.domestic) households_billed, count_if(h.domestic and not h.bad) households_noncash,
  sum(bills_settled)::bigint bills_settled, sum(bills_noncash)::bigint bills_noncash, coalesce(sum(settled), 0)::bigint vnd_settled,
  coalesce(sum(noncash), 0)::bigint vnd_noncash
from household h left join located l on l.k = h.k and l.w = h.w left join anywhere a on a.k = h.k left join money m on m.k = h.k and m.w = h.w
group by h.w, coalesce(l.c, a.c, 'unlocated')
"""

ELECTRICITY_MEASURES = [
    "households_billed", "households_noncash", "bills_settled", "bills_noncash", "vnd_settled", "vnd_noncash",
]
