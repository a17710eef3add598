//! A thousand reviews that nobody wrote: thirty classes of failure told with the words that such reviews share, so
//! that finding a certain one among them is hard. The same each time.

/// One review.
pub struct Telling {
    pub title: String,
    pub summary: String,
    pub condition: String,
    pub trigger: String,
    pub lines: Vec<String>,
    pub changes: Vec<String>,
}

/// Symptoms; causes; conditions; changes.
type Class = (&'static [&'static str], &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const SERVICES: &[&str] = &[
    "checkout",
    "billing",
    "search",
    "catalogue",
    "login",
    "notifications",
    "reporting",
    "warehouse",
    "pricing",
    "uploads",
    "profile",
    "messaging",
    "ledger",
    "shipping",
    "recommendations",
    "admin",
    "partner API",
    "mobile gateway",
    "support desk",
    "booking",
];

const CLASSES: &[Class] = &[
    (
        &["{s} refused TLS connections", "{s} unreachable after its certificate expired", "Browsers warned about {s}"],
        &[
            "The certificate of {s} expired on a Sunday.",
            "An intermediate certificate was missing after renewal.",
            "The renewal job of {s} had failed for weeks.",
        ],
        &["Certificates of {s} are renewed by hand.", "No alert looks at expiry dates."],
        &["Send certificate mails of {s} to the team address", "Move {s} certificates to the managed authority"],
    ),
    (
        &["{s} database ran out of disk", "Disk full on the {s} primary", "{s} stopped accepting writes"],
        &[
            "Temporary files of a report filled the volume of {s}.",
            "The audit table of {s} grew without a limit.",
            "Binary logs of {s} were kept for ninety days.",
        ],
        &["Growth of {s} volumes is not forecast.", "The disk alert of {s} fires at 98 percent."],
        &["Forecast the growth of {s} each quarter", "Archive the {s} audit table every month"],
    ),
    (
        &["{s} messages delivered twice", "Duplicate {s} events", "{s} customers notified several times"],
        &[
            "The {s} consumer crashed before it acknowledged its batch.",
            "A rebalance of {s} consumers redelivered messages.",
            "Retries of {s} lacked an idempotency key.",
        ],
        &["Handlers of {s} are not idempotent.", "Delivery is at least once and {s} assumed exactly once."],
        &["Acknowledge {s} batches one by one", "Deduplicate {s} events by id for a day"],
    ),
    (
        &["{s} served stale data", "{s} index out of date", "Old results in {s}"],
        &[
            "The nightly index job of {s} did not run.",
            "The export for {s} failed silently.",
            "The {s} feed of a supplier was late.",
        ],
        &["Freshness of {s} is not measured.", "The {s} job reports success whatever it did."],
        &["Measure the age of {s} data", "Ask the supplier of {s} for a delivery note"],
    ),
    (
        &["{s} sessions lost", "Users of {s} logged out", "Sign-in to {s} failed"],
        &[
            "Redis of {s} was restarted without persistence.",
            "The identity provider of {s} was overloaded.",
            "Tokens of {s} were signed with a key nobody had deployed.",
        ],
        &["Sessions of {s} live in memory only.", "Sign-ins to {s} are not rate limited."],
        &["Move {s} sign-in to the new identity team", "Show a waiting room before {s}"],
    ),
    (
        &["Data of {s} deleted by an operator", "{s} table truncated", "Wrong {s} host rebuilt"],
        &[
            "A cleanup script of {s} ran against production.",
            "An operator of {s} was in the wrong terminal.",
            "A wildcard in the {s} command matched too much.",
        ],
        &["Production and staging of {s} look alike.", "Destructive {s} commands ask for nothing."],
        &["Give operators of {s} a read-only account", "Invite {s} operators to a retrospective of tools"],
    ),
    (
        &["{s} backups unusable", "Restore of {s} failed", "No recent {s} backup"],
        &[
            "The {s} backup job had an expired credential.",
            "{s} dumps were cut off at four gigabytes.",
            "The bucket with {s} snapshots was emptied by a lifecycle rule.",
        ],
        &["Restores of {s} are not tested.", "Nobody gets the {s} backup mails."],
        &["Send the backup mails of {s} to the rota", "Give the {s} backup a credential that does not end"],
    ),
    (
        &["Retries overloaded {s}", "{s} could not recover under retries", "Retry storm at {s}"],
        &[
            "Clients of {s} retried five times without waiting.",
            "A deploy of {s} made every client reconnect at once.",
            "A slow upstream of {s} caused timeouts.",
        ],
        &["Clients of {s} have no backoff.", "{s} sheds no load."],
        &["Publish a client library for {s}", "Shed load in {s} above capacity"],
    ),
    (
        &["{s} pods killed for memory", "Memory leak in {s}", "{s} restarted every hour"],
        &[
            "A cache in {s} had no limit.",
            "A new version of {s} leaked one object a request.",
            "The sidecar of {s} buffered logs in memory.",
        ],
        &["Memory of {s} is not limited.", "Heap of {s} is not on any dashboard."],
        &["Profile {s} under load", "Alert on memory growth of {s}"],
    ),
    (
        &["DNS of {s} pointed to an old address", "{s} could not be resolved", "{s} resolved slowly"],
        &[
            "A DNS record of {s} was edited by hand.",
            "The resolver near {s} ran out of sockets.",
            "The zone of {s} was not renewed.",
        ],
        &["Zone changes of {s} are not reviewed.", "The TTL of {s} is one day."],
        &["Generate the zone of {s} from the inventory", "Move the zone of {s} to the registrar of the group"],
    ),
    (
        &["Migration locked {s}", "{s} down during a schema change", "Long lock in {s}"],
        &[
            "An index on {s} was built without the concurrent option.",
            "A backfill of {s} held one transaction for an hour.",
            "An old query blocked the {s} migration.",
        ],
        &["Migrations of {s} have no lock timeout.", "Migrations of {s} run at any time of day."],
        &["Announce {s} migrations a day ahead", "Build indexes of {s} concurrently"],
    ),
    (
        &["Feature flag broke {s}", "{s} experiment reached everybody", "Wrong toggle in {s}"],
        &[
            "The flag of {s} was turned on for all tenants.",
            "Two flags of {s} excluded each other.",
            "The flag service was down and {s} used defaults.",
        ],
        &["Flags of {s} have no owner.", "Defaults of {s} flags are on."],
        &["Draw who depends on flags of {s}", "Name an owner for each flag of {s}"],
    ),
    (
        &["Clock of {s} was wrong", "{s} tokens rejected as not yet valid", "Time skew in {s}"],
        &["NTP to {s} was blocked.", "A host of {s} drifted by minutes.", "A leap second stopped the {s} scheduler."],
        &["Clock offset of {s} is not watched.", "{s} allows no leeway."],
        &["Open the firewall for the time servers of {s}", "Replace the time source of {s}"],
    ),
    (
        &["{s} scaled down at peak", "{s} had too few instances", "Autoscaling of {s} lagged"],
        &[
            "The metric of {s} was missing.",
            "The quota of {s} instances was reached.",
            "The image of {s} took ten minutes to start.",
        ],
        &["Missing data of {s} is read as zero.", "Capacity of {s} is not planned."],
        &["Reserve instances for {s} before the season", "Make {s} start faster"],
    ),
    (
        &["One tenant slowed {s}", "{s} queue blocked", "{s} workers exhausted"],
        &[
            "A large tenant of {s} imported a million rows.",
            "A slow endpoint held all {s} workers.",
            "A poison message was retried for ever by {s}.",
        ],
        &["Tenants of {s} share one pool.", "{s} has no limit a tenant."],
        &["Bill large tenants of {s} by use", "Page the owner of a {s} endpoint that hangs"],
    ),
    (
        &["Network change cut off {s}", "Packet loss to {s}", "{s} unreachable from one region"],
        &[
            "A routing filter in front of {s} was inverted.",
            "A fibre to {s} was cut.",
            "The firewall of {s} dropped new connections.",
        ],
        &["Network changes near {s} are not staged.", "{s} has one path."],
        &["Draw the network around {s}", "Add a second path to {s}"],
    ),
    (
        &["{s} ran out of ids", "Overflow in {s}", "{s} inserts failed"],
        &[
            "A counter of {s} reached its maximum.",
            "A column of {s} was too short.",
            "Transaction ids of {s} wrapped around.",
        ],
        &["Sequences of {s} are not watched.", "{s} uses small integers."],
        &["Start the numbers of {s} anew", "Widen the ids of {s}"],
    ),
    (
        &["Old clients could not use {s}", "{s} broke its contract", "{s} answered in another format"],
        &[
            "A library of {s} changed its encoding.",
            "A field of {s} was renamed.",
            "{s} stopped accepting an old version.",
        ],
        &["Old clients are not tested against {s}.", "The contract of {s} is not written down."],
        &["Tell partners of {s} which fields change", "Version the format of {s}"],
    ),
    (
        &["Credential of {s} leaked", "{s} key found in a repository", "Stranger used a {s} token"],
        &["A key of {s} was committed.", "A log of {s} contained tokens.", "A laptop with {s} access was stolen."],
        &["Nothing scans {s} commits.", "Keys of {s} never rotate."],
        &["Encrypt the laptops of the {s} team", "Store {s} keys in the vault of the platform team"],
    ),
    (
        &["{s} job ran at the wrong hour", "{s} schedule ran twice", "{s} batch skipped"],
        &[
            "Daylight saving moved the {s} job.",
            "Two schedulers of {s} were active.",
            "The {s} job overlapped with itself.",
        ],
        &["Schedules of {s} use local time.", "{s} jobs take no lease."],
        &["Draw a calendar of {s} jobs", "Take a lease before {s} jobs"],
    ),
    (
        &["Cold cache slowed {s}", "Cache of {s} purged", "{s} origin overloaded"],
        &[
            "A purge emptied the {s} cache.",
            "A deploy of {s} changed all cache keys.",
            "Entries of {s} expired at the same moment.",
        ],
        &["{s} cannot live without its cache.", "Expiry in {s} has no jitter."],
        &["Split {s} entries by language", "Serve {s} without its cache in an emergency"],
    ),
    (
        &["Replica of {s} lagged", "{s} showed old balances", "Reads of {s} inconsistent"],
        &[
            "A backfill of {s} saturated replication.",
            "A long query on the {s} replica held replay.",
            "The replica of {s} had a smaller disk.",
        ],
        &["Reads of {s} ignore lag.", "Lag of {s} is not shown."],
        &["Cancel long queries on the {s} follower", "Give the {s} follower a larger volume"],
    ),
    (
        &["Power loss hit {s}", "Cooling failed near {s}", "Hardware of {s} failed"],
        &["The UPS of {s} was on battery too long.", "A power supply of {s} burned.", "A rack of {s} overheated."],
        &["{s} stands in one hall.", "Spare parts of {s} are not stocked."],
        &["Spread {s} over two halls", "Test the generator of {s}"],
    ),
    (
        &["Provider limited {s}", "Quota of {s} used up", "{s} answered 429"],
        &[
            "A partner of {s} lowered its limit.",
            "A test of {s} used the production quota.",
            "A loop in {s} called the provider.",
        ],
        &["{s} shares one account.", "Use of the {s} quota is not watched."],
        &["Use a fake provider in tests of {s}", "Negotiate a larger contract for {s}"],
    ),
    (
        &["Release of {s} had to be rolled back", "Errors after the {s} deploy", "{s} 500 after release"],
        &[
            "A migration of {s} was not backwards compatible.",
            "The {s} release was built from the wrong branch.",
            "An environment variable of {s} was missing.",
        ],
        &["{s} deploys reach everybody at once.", "The {s} rollback was never tried."],
        &["Canary releases of {s}", "Rehearse the rollback of {s}"],
    ),
    (
        &["Config change broke {s}", "{s} read a bad setting", "Wrong value in {s}"],
        &[
            "A value of {s} was pasted with a blank.",
            "The {s} config was valid for staging only.",
            "The template of {s} left a field empty.",
        ],
        &["{s} settings are not validated.", "{s} settings are not versioned."],
        &["Show {s} settings in the admin page", "Keep {s} settings in git"],
    ),
    (
        &["Connections of {s} exhausted", "{s} pool timed out", "Too many clients in {s}"],
        &[
            "A leak in {s} kept connections open.",
            "Twice as many {s} instances were started.",
            "A slow query of {s} held the pool.",
        ],
        &["The {s} pool has no limit a client.", "Pool use of {s} is not watched."],
        &["Close connections in the error path of {s}", "Watch pool use of {s}"],
    ),
    (
        &["Alert of {s} did not fire", "{s} outage found by a customer", "Nobody was paged for {s}"],
        &[
            "The {s} alert went to a muted channel.",
            "The rota of {s} was empty that night.",
            "The {s} metric was renamed.",
        ],
        &["Alerts of {s} are not tested.", "{s} alerts have no heartbeat."],
        &["Send {s} alerts to two channels", "Fill the rota of {s} a month ahead"],
    ),
    (
        &["Permission change locked {s} out", "{s} got 403", "{s} could not read its bucket"],
        &[
            "A role of {s} was cleaned up.",
            "A policy of {s} was attached to the wrong account.",
            "A group of {s} was removed in an audit.",
        ],
        &["Roles of {s} are edited by hand.", "Rare use in {s} looks like no use."],
        &["Tell the {s} team about audits", "Describe {s} roles in code"],
    ),
    (
        &["Slow query stalled {s}", "{s} latency doubled", "{s} timed out"],
        &[
            "The planner of {s} chose another index.",
            "Statistics of {s} were old.",
            "A report on {s} scanned the whole table.",
        ],
        &["Slow queries of {s} are not logged.", "Reports run on the {s} primary."],
        &["Hire somebody who knows the planner of {s}", "Rewrite the three longest statements of {s}"],
    ),
];

const LINES: &[&str] = &[
    "alert: error rate of {s} above 5 percent",
    "page to on call",
    "customers report errors in {s}",
    "rolled back the last deploy of {s}",
    "restarted {s}",
    "dashboard shows latency of {s} rising",
    "joined the call",
    "traffic moved to the second region",
    "{s} recovered",
    "queue of {s} drains",
    "support informed",
    "looked at the logs of {s}",
    "503 from {s}",
    "database of {s} looks normal",
    "decided to wait",
];

/// Small numbers that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides.max(1)
    }

    fn pick(&mut self, of: &'static [&'static str], service: &str) -> String {
        let text = of.get(self.below(of.len())).copied().unwrap_or("");
        text.replace("{s}", service)
    }
}

/// So many of them.
pub fn tellings(many: usize) -> Vec<Telling> {
    let mut dice = Dice(42);
    (0..many)
        .map(|n| {
            let (symptoms, causes, conditions, changes) = CLASSES[n % CLASSES.len()];
            let service = SERVICES[dice.below(SERVICES.len())];
            let other = SERVICES[dice.below(SERVICES.len())];
            let also = CLASSES[dice.below(CLASSES.len())];
            Telling {
                title: dice.pick(symptoms, service),
                summary: format!(
                    "{} {} {}",
                    dice.pick(causes, service),
                    dice.pick(also.0, other),
                    dice.pick(LINES, service)
                ),
                condition: format!("{} {}", dice.pick(conditions, service), dice.pick(also.2, other)),
                trigger: dice.pick(causes, service),
                lines: (0..6).map(|_| dice.pick(LINES, service)).collect(),
                changes: vec![dice.pick(changes, service), dice.pick(also.3, other)],
            }
        })
        .collect()
}
