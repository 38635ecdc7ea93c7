import type { Instant } from './time.ts';

const DAY_MS = 86_400_000;

/** Days of 400 years of the calendar, of which all are alike. */
const ERA_DAYS = 146_097;

/** From 0000-03-01, where an era begins, to 1970-01-01. */
const EPOCH_DAYS = 719_468;

/**
 * RFC 3339 in UTC with milliseconds, which is what an instant counts: `2026-11-22T15:04:05.678Z`. Years 0 to 9999.
 * Source: RFC 3339 §5.6; the days of a year that begins in March, for the arithmetic.
 */
export function formatInstant(at: Instant): string {
  const day = Math.floor(at / DAY_MS) + EPOCH_DAYS;
  const era = Math.floor(day / ERA_DAYS);
  const dayOfEra = day - era * ERA_DAYS;
  const leaps = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const firstDay = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  const dayOfYear = dayOfEra - firstDay;
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const dayOfMonth = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1;
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const ms = at - Math.floor(at / DAY_MS) * DAY_MS;
  const time = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  const date = `${digits(year, 4)}-${digits(month, 2)}-${digits(dayOfMonth, 2)}`;
  return `${date}T${time.map((part) => digits(part, 2)).join(':')}.${digits(ms % 1000, 3)}Z`;
}

const digits = (value: number, width: number): string => String(value).padStart(width, '0');
