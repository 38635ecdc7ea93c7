import type { CallFailure, Credentials, Management, Result } from '@connect-token/core';
import type { AnswerOf, OPERATIONS, OperationId, OrderOf } from '@connect-token/protocol/management';
import type { Caller } from './caller.ts';
import type { PageAsk } from './page.ts';

type Operations = typeof OPERATIONS;

/** A request that was let in and read. */
export interface Ask<I extends OperationId> {
  /** The account in the caller's hands. */
  readonly account: Management;
  readonly caller: Caller;
  /** The owner's; no other caller gets here. */
  readonly credentials: Credentials;
  /** What stands in the path at a name of the template. */
  readonly path: (name: NameOf<I>) => string;
  readonly body: OrderOf<I>;
  readonly page: PageAsk;
  readonly pageBytesMax: number;
}

type NameOf<I extends OperationId> = NamesIn<Operations[I]['path']>;
type NamesIn<P extends string> = P extends `${string}{${infer N}}${infer R}` ? N | NamesIn<R> : never;

type Outcome<I extends OperationId> = Promise<Result<AnswerOf<I>, CallFailure>>;

/** What is done for each operation. */
export type Handlers = { readonly [I in OperationId]: (ask: Ask<I>) => Outcome<I> };
