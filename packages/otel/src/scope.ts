/** The name that tracers and meters know this package by. */
export const SCOPE = '@fingerprint-guard/otel';

/** What OpenTelemetry's conventions call a value that is none of the known ones. */
export const OTHER = '_OTHER';
