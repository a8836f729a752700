import type { z } from "zod";
import type { Kind, Path, Problem } from "../../scenarios/language/index.js";
import type { Load } from "../../workload/calls.js";
import type { ClockConfig } from "../../workload/clock.js";
import type { DemandConfig } from "../../workload/demand-shape.js";
import type { RequestClass, RequestClassConfig } from "../../workload/requests.js";
import type { Tables } from "../../workload/tables.js";
import type { Account } from "../capacity/account.js";
import type { ProviderName } from "../capacity/providers/index.js";
import type { Strategy } from "../capacity/strategy.js";
import type { AspectName } from "../facts/facts.js";
import type { DecidingDefaults } from "../outcome/index.js";
import type { AutoscalingConfig } from "../scaling/autoscaling.js";
import type { BalancerConfig } from "./fleet/balancer-shape.js";
import type { FleetConfig } from "./fleet/fleet.js";
import type { Service } from "./service.js";
import type { ServiceContext } from "./service-context.js";

/** A service of any kind as the scenario has it; only the kind knows the keys beside `kind`. */
export interface ServiceConfig {
  readonly kind: string;
  readonly [key: string]: unknown;
}

/** The decoded keys of a service whose kind has these. */
export type ConfigOf<S extends z.ZodRawShape> = z.output<z.ZodObject<S, z.core.$strict>>;

/** The surroundings of a service in its scenario, for the rules, assumptions and expectations of its kind. */
export interface ServiceView {
  readonly name: string;
  /** Path of its keys. */
  readonly at: Path;
  readonly seed: number;
  readonly clock: ClockConfig;
  readonly account: Account;
  readonly autoscaling: AutoscalingConfig;
  readonly tables: Tables;
  /** The demands that are sent to it, or to the queue that its work comes from, as they are written. */
  readonly sent: readonly DemandConfig[];
  /** The expected load of its demands and of the calls of others, where it can be computed. */
  readonly demands: readonly Load[];
  /** Some call from another service says no timeout. */
  readonly waitsForever: boolean;
  /** The request classes of those, and where each is written. */
  readonly classes: readonly { readonly at: Path; readonly request: RequestClass }[];
  /** The capacity provider strategies that it has in the run: its own, and those that incidents switch it to. */
  readonly strategies: readonly Strategy[];
  /** An incident replaces its tasks by a deployment. */
  readonly isDeployed: boolean;
  /** An incident stops some of its tasks, which the service replaces. */
  readonly meetsStops: boolean;
  /** A zone goes down in the run. */
  readonly meetsZoneOutage: boolean;
  /** The services that take all their work from it. */
  readonly workers: readonly string[];
  readonly isOnlyService: boolean;
}

/** Another service that a key of this one names. */
export interface Link {
  /** Path of the key, relative to the service. */
  readonly at: Path;
  readonly to: string;
  /** The queue that all its work comes from, or where its dead letters go. */
  readonly as: "source" | "dead-letters";
}

/** A check across the keys of one service, as `Rule` is one across a scenario. */
export interface ServiceRule<C> {
  readonly code: string;
  check(config: C, view: ServiceView, report: (at: Path, problem: Problem) => void): void;
}

/** CPU that work uses over what tasks have for it, lowest and highest. */
export interface UtilizationRange {
  readonly from: number;
  readonly to: number;
}

/** Closed-form expectations of a service, computed before anything runs. */
export interface Expectation {
  /** Over the run; null without any demand, or without CPU of its own. */
  readonly utilization: UtilizationRange | null;
  /** vCPUs at the most tasks that it may have: what the account's quota is held against. */
  readonly vcpusMost: Readonly<Record<ProviderName, number>>;
}

/** How a service holds the connections of sessions, in microseconds; keys left out are as the sessions say. */
export interface HeldSessions {
  /** Interval of pings on each connection. */
  readonly heartbeat?: number | undefined;
  /** Idle time after which it closes a connection. */
  readonly idleTimeout?: number | undefined;
}

/** A kind of service: its name in the YAML, one sentence about it, its keys, and everything that is asked of such a service. */
export interface ServiceKind<K extends string = string, S extends z.ZodRawShape = z.ZodRawShape> extends Kind<K, S> {
  /** Real load can be driven at it, and a local fleet started for it. */
  readonly isDrivable: boolean;
  readonly rules: readonly ServiceRule<ConfigOf<S>>[];
  /**
   * Assumptions of a prediction about such a service, as groups of sentences: for several services, the first group of
   * each is printed before the second group of any.
   */
  assumptions(config: ConfigOf<S>, view: ServiceView): readonly (readonly string[])[];
  /** Defaults that decide its failures or its size in this scenario; absent for kinds that have none. */
  defaults?(
    config: ConfigOf<S>,
    view: Pick<ServiceView, "name" | "sent" | "waitsForever" | "meetsZoneOutage">,
  ): DecidingDefaults[string];
  /** Left out by kinds without CPU of their own. */
  expects?(config: ConfigOf<S>, view: ServiceView): Expectation;
  /** Left out by kinds without tasks of their own. */
  fleet?(config: ConfigOf<S>): FleetConfig;
  /** Left out by kinds that stand behind no load balancer. */
  balancer?(config: ConfigOf<S>): BalancerConfig;
  /** Left out by kinds that balance each message of a session by itself. */
  holds?(config: ConfigOf<S>): HeldSessions;
  /** Request classes that a call from another service may use; absent for kinds that cannot be called. */
  serves?(config: ConfigOf<S>): readonly RequestClassConfig[];
  /** The service to which it hands over what it has no room for; left out by kinds that hand nothing over. */
  overflow?(config: ConfigOf<S>): string | null;
  /** Whoever calls it has its answer before the work is done. */
  readonly answersAtOnce?: true;
  /** Left out by kinds whose keys name no other service. */
  links?(config: ConfigOf<S>): readonly Link[];
  /** Its aspects: they decide the fields of outcome.json, and the metrics that objectives may name. */
  readonly aspects: readonly AspectName[];
  /** Aspects that depend on the configuration; absent for kinds without any. */
  tellsBeside?(config: ConfigOf<S>): readonly AspectName[];
  /** Gives a decoded service its behaviour. */
  create(config: ConfigOf<S>, context: ServiceContext): Service;
}

/** Ties the keys of a kind of service to its behaviour, so that each of its functions gets what its shape decodes to. */
export function defineService<const K extends string, S extends z.ZodRawShape>(
  kind: ServiceKind<K, S>,
): ServiceKind<K, S> {
  return kind;
}
