import { range, type Spread } from './bars.js';

/** What `npm run bench -- … --json` writes, as far as documents show it. */
export interface BenchResults {
  command: string;
  parts: {
    /** By the number of calls in flight. */
    cpu: Record<string, readonly Compared[]>;
    sealed: Record<string, readonly Compared[]>;
    /** By the wait that is measured and the subject. */
    'round-trips': Record<string, Record<string, Spread>>;
    policy?: PolicyCosts;
    instances?: { processes: number; inFlight: number; compared: readonly Instances[] };
  };
}

/** A subject's figures, as multiples of a check's. */
export interface Compared {
  name: string;
  wallRatio: Spread;
  cpuRatio: Spread;
}

interface Instances extends Compared {
  /** Calls of all processes. */
  perSecond: Spread;
}

export interface PolicyCosts {
  evaluationsPerSecond: Spread;
  evaluationBytes: number;
  claim: { bytes: number; claimAndCheckUs: number };
  otel: { withoutSdkUs: Spread; withSdkUs: Spread };
}

/** Three digits that matter, with a separator of thousands. */
const short = (value: number) => Number(value.toPrecision(3)).toLocaleString('en-US');

/** The figures that have nothing to be compared with. */
export const policyFigures = ({
  evaluationsPerSecond,
  evaluationBytes,
  claim,
  otel,
}: PolicyCosts): [name: string, figure: string][] => [
  ['evaluations of recommended a second', range(evaluationsPerSecond, short)],
  ['bytes that an evaluation allocates', short(evaluationBytes)],
  ['bytes of a claim in memory', short(claim.bytes)],
  ['µs to claim an ID, and again', short(claim.claimAndCheckUs)],
  ['µs of CPU that OpenTelemetry adds, without an SDK', range(otel.withoutSdkUs, short)],
  ['µs of CPU that OpenTelemetry adds, with one', range(otel.withSdkUs, short)],
];

/** What several instances are called, in the picture and above the table. */
export const instancesTitle = ({ processes, inFlight }: { processes: number; inFlight: number }) =>
  `${processes} instances at once, ${inFlight} in flight each, by what they share in Redis`;
