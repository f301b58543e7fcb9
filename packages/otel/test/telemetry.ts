import type { MeterProvider as ApiMeterProvider, Attributes } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { type Histogram, MeterProvider } from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** A series as it was collected: how often it was counted or measured. */
interface Series {
  attributes: Attributes;
  count: number;
}

/** The real SDK, which keeps everything in memory. */
export function openTelemetry() {
  const exporter = new InMemorySpanExporter();
  const reader = new PrometheusExporter({ preventServerStart: true });
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const meterProvider: ApiMeterProvider = new MeterProvider({ readers: [reader] });

  /** Every metric by its name; those without series are absent. */
  async function collect(): Promise<Record<string, Series[]>> {
    const { resourceMetrics } = await reader.collect();
    const collected = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    return Object.fromEntries(
      collected.map(({ descriptor, dataPoints }) => [
        descriptor.name,
        dataPoints.map(({ attributes, value }) => ({ attributes, count: countOf(value) })),
      ]),
    );
  }

  /** The histogram of durations: its unit and limits, and the sum of what was measured. */
  async function durations() {
    const { resourceMetrics } = await reader.collect();
    const collected = resourceMetrics.scopeMetrics.flatMap(({ metrics }) => metrics);
    const [duration] = collected.filter(({ descriptor }) => descriptor.name.endsWith('.duration'));
    const value = duration?.dataPoints[0]?.value as Histogram | undefined;
    return { unit: duration?.descriptor.unit, limits: value?.buckets.boundaries, sum: value?.sum };
  }

  const spans = () => exporter.getFinishedSpans();
  return { providers: { tracerProvider, meterProvider }, collect, durations, spans };
}

const countOf = (value: unknown) => (typeof value === 'number' ? value : (value as Histogram).count);
