import type { Registry } from 'prom-client';
import type { Foundation } from '../foundation.ts';

/** What a worker has to do. */
export interface Order {
  readonly foundation: Foundation;
  /** Never 0: all workers share it, also those that come later. */
  readonly port: number;
}

/** Figures of one process. */
export type Counts = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** What the primary tells a worker. */
export type ToWorker =
  | { readonly kind: 'serve'; readonly order: Order }
  | { readonly kind: 'stop' }
  | { readonly kind: 'count'; readonly request: number }
  /** What all workers counted together, for the one that asked; without a text when one of them did not answer. */
  | { readonly kind: 'figures'; readonly request: number; readonly text: string | undefined };

/** What a worker tells the primary. */
export type ToPrimary =
  | { readonly kind: 'serving' }
  /** It cannot serve, and another one in its place could not either. */
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'counted'; readonly request: number; readonly counts: Counts }
  | { readonly kind: 'wantFigures'; readonly request: number };

export interface Failure {
  /** Of a StartError. */
  readonly code: string | undefined;
  readonly message: string;
  readonly hint: string;
}
