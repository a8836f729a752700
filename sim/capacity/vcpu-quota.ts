/** What an account may run on one provider at a time, in vCPU. */
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

  /** Of what is there whatever the quota says. */
  hold(vcpus: number): void {
    this.#free -= vcpus;
  }

  give(vcpus: number): void {
    this.#free += vcpus;
  }
}
