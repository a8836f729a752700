/** The vCPUs that an account may run on one provider at a time. */
export class VcpuQuota {
  #free: number;

  constructor(vcpus: number) {
    this.#free = vcpus;
  }

  /** Takes so many where there are as many left. */
  take(vcpus: number): boolean {
    if (vcpus > this.#free) return false;
    this.#free -= vcpus;
    return true;
  }

  /** Counts vCPUs that exist whatever the quota allows. */
  hold(vcpus: number): void {
    this.#free -= vcpus;
  }

  give(vcpus: number): void {
    this.#free += vcpus;
  }
}
