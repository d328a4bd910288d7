/**
 * Events are hashed as they are, so a trace is carried by what they hold already: the correlation
 * id of a command that came without one is the id of its trace, written as a UUID. Ids that are
 * drawn at random are UUIDs of version 4, and those of our traces never look like one.
 */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const VERSION_4 = /^.{8}-.{4}-4.{3}-[89ab]/;

export const asUuid = (traceId: string): string =>
  traceId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

export const looksDrawn = (traceId: string): boolean => VERSION_4.test(asUuid(traceId));

/** The trace that a correlation id names, or undefined where it names none. */
export const traceIn = (correlationId: string): string | undefined => {
  if (!UUID.test(correlationId) || VERSION_4.test(correlationId)) return undefined;
  const traceId = correlationId.replaceAll('-', '');
  return /[1-9a-f]/.test(traceId) ? traceId : undefined;
};

/** Stands in for the span of a command that another process recorded; the same wherever made. */
export const spanOf = (commandId: string): string => {
  const digits = commandId.toLowerCase().replace(/[^0-9a-f]/g, '');
  const last = digits.slice(-16).padStart(16, '1');
  return /[1-9a-f]/.test(last) ? last : last.replace(/0$/, '1');
};
