// What the metrics SDK collected, as one ExportMetricsServiceRequest.

import { type HrTime, ValueType } from '@opentelemetry/api';
import type { DataPoint, ExponentialHistogram, Histogram, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { writeAttributes } from './attributes.ts';
import { writeResource, writeScope } from './envelope.ts';
import { bytesOf, type Writer } from './writer.ts';

const METRIC_TAG = 0x12;
const POINT_TAG = 0x0a;
/** Bytes left for a length: most metrics and points are between 128 and 16 383 bytes, what two hold. */
const WIDTH = 2;
/** The most that the fields of a point need that aren't attributes or buckets. */
const FIXED = 96;
const NS_PER_SECOND = 1e9;

// The SDK's enumerations by value, because its classes aren't loaded here.
const HISTOGRAM = 0;
const EXPONENTIAL = 1;
const GAUGE = 2;
const SUM = 3;
const TEMPORALITY = { 0: 1, 1: 2 } as const;

/** Field of a Metric for each type of data. */
const DATA_TAG = { [GAUGE]: 0x2a, [SUM]: 0x3a, [HISTOGRAM]: 0x4a, [EXPONENTIAL]: 0x52 } as const;

/** Gives the request's bytes. */
export function encodeMetrics({ resource, scopeMetrics }: ResourceMetrics): Buffer<ArrayBuffer> {
  return bytesOf((writer) =>
    writeResource(writer, resource, () => {
      for (const { scope, metrics } of scopeMetrics) {
        writeScope(writer, scope, () => {
          for (const metric of metrics) writeMetric(writer, metric);
        });
      }
    }),
  );
}

function writeMetric(writer: Writer, metric: MetricData): void {
  const { name, description, unit } = metric.descriptor;
  const start = writer.begin(METRIC_TAG, WIDTH);
  writer.text(0x0a, name);
  if (description) writer.text(0x12, description);
  if (unit) writer.text(0x1a, unit);
  const data = writer.begin(DATA_TAG[metric.dataPointType], WIDTH);
  writePoints(writer, metric);
  writer.room(8);
  if (metric.dataPointType !== GAUGE) writer.count(0x10, TEMPORALITY[metric.aggregationTemporality]);
  if (metric.dataPointType === SUM) writer.count(0x18, metric.isMonotonic ? 1 : 0);
  writer.end(data, WIDTH);
  writer.end(start, WIDTH);
}

function writePoints(writer: Writer, metric: MetricData): void {
  switch (metric.dataPointType) {
    case HISTOGRAM:
      for (const point of metric.dataPoints) writeHistogram(writer, point);
      break;
    case EXPONENTIAL:
      for (const point of metric.dataPoints) writeExponential(writer, point);
      break;
    default:
      for (const point of metric.dataPoints) writeNumber(writer, point, metric.descriptor.valueType);
  }
}

function writeNumber(writer: Writer, point: DataPoint<number>, type: ValueType): void {
  const start = beginPoint(writer, point);
  const isInt = type === ValueType.INT;
  writer.bytes[writer.at++] = isInt ? 0x31 : 0x21;
  if (isInt) writer.fixed64(Math.trunc(point.value));
  else writer.double(point.value);
  writeAttributes(writer, 0x3a, point.attributes);
  writer.end(start, WIDTH);
}

function writeHistogram(writer: Writer, point: DataPoint<Histogram>): void {
  const { count, sum, min, max, buckets } = point.value;
  const start = beginPoint(writer, point);
  writeFixed64(writer, 0x21, count);
  writeDouble(writer, 0x29, sum);
  writeDouble(writer, 0x59, min);
  writeDouble(writer, 0x61, max);
  const counts = beginNumbers(writer, 0x32, buckets.counts.length);
  for (const each of buckets.counts) writer.fixed64(each);
  if (counts) writer.end(counts, WIDTH);
  const bounds = beginNumbers(writer, 0x3a, buckets.boundaries.length);
  for (const each of buckets.boundaries) writer.double(each);
  if (bounds) writer.end(bounds, WIDTH);
  writeAttributes(writer, 0x4a, point.attributes);
  writer.end(start, WIDTH);
}

function writeExponential(writer: Writer, point: DataPoint<ExponentialHistogram>): void {
  const { count, sum, min, max, scale, zeroCount, positive, negative } = point.value;
  const start = beginPoint(writer, point);
  writeFixed64(writer, 0x21, count);
  writeDouble(writer, 0x29, sum);
  writer.count(0x30, zigzag(scale));
  writeFixed64(writer, 0x39, zeroCount);
  writeDouble(writer, 0x61, min);
  writeDouble(writer, 0x69, max);
  writeBuckets(writer, 0x42, positive);
  writeBuckets(writer, 0x4a, negative);
  writeAttributes(writer, 0x0a, point.attributes);
  writer.end(start, WIDTH);
}

function writeBuckets(writer: Writer, tag: number, { offset, bucketCounts }: ExponentialHistogram['positive']): void {
  const start = writer.begin(tag, WIDTH);
  writer.room(11);
  writer.count(0x08, zigzag(offset));
  const counts = beginNumbers(writer, 0x12, bucketCounts.length);
  for (const each of bucketCounts) writer.varint64(each);
  if (counts) writer.end(counts, WIDTH);
  writer.end(start, WIDTH);
}

function beginPoint(writer: Writer, { startTime, endTime }: DataPoint<unknown>): number {
  const start = writer.begin(POINT_TAG, WIDTH);
  writer.room(FIXED);
  writeTime(writer, 0x11, startTime);
  writeTime(writer, 0x19, endTime);
  return start;
}

/** Starts a packed list and makes room for its numbers; 0 when there are none. */
function beginNumbers(writer: Writer, tag: number, count: number): number {
  if (count === 0) return 0;
  const start = writer.begin(tag, WIDTH);
  writer.room(10 * count);
  return start;
}

function writeTime(writer: Writer, tag: number, [seconds, ns]: HrTime): void {
  writer.bytes[writer.at++] = tag;
  writer.time(seconds, NS_PER_SECOND, ns);
}

function writeFixed64(writer: Writer, tag: number, value: number): void {
  writer.bytes[writer.at++] = tag;
  writer.fixed64(value);
}

function writeDouble(writer: Writer, tag: number, value: number | undefined): void {
  if (value === undefined) return;
  writer.bytes[writer.at++] = tag;
  writer.double(value);
}

/** Signed as unsigned: 0, -1, 1, -2, … become 0, 1, 2, 3, …. */
const zigzag = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0;
