/** What asks a service, over as many connections as there are callers. */
export interface ReadClient {
  /** One more connection, of a caller with that token: asks for a path, and answers with the bytes of the body. */
  open(token: string): Promise<(path: string) => Promise<number>>;
  close(): void;
}
