const REDACTED = '[redacted]';

/**
 * A value that can't be printed by accident: as text, as JSON and in Node's `inspect` it reads `[redacted]`.
 * It says nothing about memory; it stops the slip of the pen, not a debugger.
 */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The value itself. Each call is a place to review: it goes to a signature, a hash, a request's body or a file. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED;
  }
}

export const secret = <T>(value: T): Secret<T> => new Secret(value);
