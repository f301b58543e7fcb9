/** The name of this package for tracers and meters. */
export const SCOPE = '@fingerprint-guard/otel';

/** The value that OpenTelemetry's conventions use for anything unknown. */
export const OTHER = '_OTHER';
