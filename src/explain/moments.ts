import type { Micros } from '../model/row.js';

/** `2026-11-22 10:21:42` in UTC, as all times are shown. */
export function dateTime(time: Micros): string {
  return iso(time).slice(0, 19).replace('T', ' ');
}

/** `10:21:42` in UTC. */
export function clock(time: Micros): string {
  return iso(time).slice(11, 19);
}

/** `10:21:42.712` in UTC. */
export function fineClock(time: Micros): string {
  return iso(time).slice(11, 23);
}

function iso(time: Micros): string {
  const date = new Date(Math.trunc(time / 1000));
  return Number.isNaN(date.getTime()) ? '????-??-??T??:??:??.???' : date.toISOString();
}

/** `240 ms`, `1.2 s`, `3 min 5 s`, `2 h 4 min`. */
export function duration(span: Micros): string {
  const milliseconds = Math.max(0, span) / 1000;
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
