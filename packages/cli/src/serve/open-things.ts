/** What a house has opened so far, to be closed in one go: when it ends, and when one thing of it can't be opened. */
export interface OpenThings {
  /** Services are closed together and first: the drain of one doesn't wait for another's. What they stand on comes after. */
  addService(close: () => Promise<void>): void;
  addFoundation(close: () => Promise<void>): void;
  close(): Promise<void>;
}

export function openThings(): OpenThings {
  const services: (() => Promise<void>)[] = [];
  const foundations: (() => Promise<void>)[] = [];
  return {
    addService: (close) => void services.push(close),
    addFoundation: (close) => void foundations.push(close),
    close: async () => {
      await Promise.all(services.splice(0).map((close) => close()));
      for (let shut = foundations.pop(); shut !== undefined; shut = foundations.pop()) await shut();
    },
  };
}
