//! Words that mean nearly the same where systems fail, and words that mean little there.
//!
//! Written for this app, general on purpose: a line is one meaning, `_` joins the words of a phrase. A word may stand
//! in several lines. What people do about failures stands apart, so that two changes to the same thing can be told
//! from one change said twice.

use super::alike::stem;
use super::fold;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// What fails, how, and for whom: a line, a meaning.
const THINGS: &str = "\
outage down unavailable unreachable offline downtime blackout dead outages inaccessible went_dark took_down fell_over not_available could_not_reach
crash crashed panic segfault abort died killed crashloop crashlooping fell_over core_dump
hang hung stuck stalled frozen froze freeze stall wedged blocked unresponsive deadlock standstill stopped_responding stood_still not_moving halted halt
slow slowness sluggish latency degraded degradation crawl crawled lag slowed delay delayed took_too_long p99 response_times
timeout timed_out deadline_exceeded gave_up_waiting time_out gave_up
error errors 500 503 502 504 5xx exception failure failed failing faulty erroring
database db postgres postgresql mysql mariadb sql primary rds mongo mongodb oracle datastore cockroach aurora data_store
replica standby replication follower secondary slave read_replica read_copy
lag behind stale trailing lagging fell_behind out_of_date fall_behind minutes_behind hours_behind outdated old_data staleness
disk volume storage filesystem partition ssd drive disks free_space block_device
full filled no_space out_of_space ran_out exhausted exhaustion enospc depleted no_room used_up out_of 100_% saturated saturation to_the_brim runs_out run_out brim
log logs logging journal logfile trace debug_output log_files audit_trail logrotate
certificate cert tls ssl x509 https handshake certs certificates
expired expire expiry lapsed expiration ran_out past_its_date no_longer_valid out_of_date expires renewal renew renewed not_renewed too_old run_out lapse outlived
queue backlog broker kafka rabbitmq sqs topic consumer consumers queued piled_up pile_up pileup enqueued message_bus nats stream worker_queue jobs_waiting
message event messages events payload notification
worker job jobs workers background_job processor task celery sidekiq batch consumer
cron schedule scheduled scheduler nightly timer job_scheduler crontab periodic overnight every_night
rollback revert reverted roll_back rolled_back undo back_out backed_out previous_version restored_the_old went_back
deploy deployment release released rollout rolled_out ship shipped push pushed new_version went_out went_live publish published build version upgrade
backup backups dump snapshot snapshots restore restored recovery copies pg_dump archive spare_copy basebackup dumps safety_copy
restore recover recovered bring_back brought_back rebuild rebuilt reinstated
migration migrate migrated schema alter_table ddl column schema_change index_build backfill
lock locks locked locking deadlock contention mutex exclusive_lock table_lock
retry retries retried retrying resend resent again attempt attempts re_sent reattempt tried_again try_again
duplicate duplicated twice double idempotency idempotent doubled same_charge repeated two_times more_than_once second_time deduplicate dedupe
payment payments charge charged charges billing billed card cards pay paid money payout settlement stripe psp checkout acquirer debited debit
refund refunds reimbursed chargeback paid_back money_back reimbursement
invoice invoices invoicing bill bills statement statements billing
order orders purchase purchases basket cart checkout shop buying bought buy bookings booking
customer customers user users client clients shopper shoppers buyer buyers visitor visitors subscriber subscribers people guests account_holders tenant tenants merchants merchant
login logins sign_in signed_in log_in logged_in authentication auth authenticate authenticated sso oauth session sessions identity saml signin logged_out signed_out log_on access_token locked_out
password credential credentials secret secrets token tokens api_key keys key passphrase
rotate rotated rotation rotating replaced exchanged renew renewed
permission permissions privilege privileges iam role roles acl access rights authorisation authorization forbidden 403 denied unauthorized 401 not_allowed policy policies grant entitlement
leak leaked leaking exposed exposure disclosed public world_readable visible published spilled
memory ram heap oom out_of_memory oomkilled oomkiller garbage_collection gc memory_limit rss
grew grow growth climbed climb increase increased rose swelled swell ballooned creeping inflated mounting surged surge spike spiked spikes jump jumped burst peak flood flooded rush doubled
cpu processor cores load compute pegged throttled throttling saturated busy_loop
cache cached caches redis memcached cdn caching varnish edge_cache in_memory_store
stampede thundering herd cold_cache evicted eviction flushed cache_miss misses emptied dogpile cold
stale outdated old_data old_version out_of_date not_refreshed invalidation invalidate purge purged
dns resolver nameserver name_server name_resolution nxdomain zone_file record lookup lookups hostname domain domains route53 ttl name_servers resolve resolving names
network packet packets link switch router bgp vpn subnet vpc routing route cable connectivity fibre fiber uplink peering nic
firewall security_group iptables waf ingress_rule allowlist whitelist blocklist port blocked
proxy gateway load_balancer balancer nginx envoy haproxy ingress reverse_proxy edge elb alb lb router
region zone datacenter data_center availability_zone site us_east eu_west hall
failover switchover fail_over failed_over promoted promotion promote takeover elected election leader standby split_brain two_primaries two_leaders
config configuration setting settings parameter yaml env environment_variable variable misconfigured misconfiguration configured option knob value toml manifest helm
flag flags feature_flag toggle toggles toggled switch switched_on turned_on launchdarkly experiment killswitch kill_switch enabled
quota quotas rate_limit rate_limited limit limits throttle throttled throttling 429 too_many_requests allowance cap ceiling rate_limiting rate_limiter
connection connections pool pooled pooling sockets socket file_descriptors descriptors handles handle max_connections fd ulimit connection_pool pgbouncer too_many_connections too_many_open
thread threads goroutine goroutines executor thread_pool
pod pods container containers kubernetes k8s node nodes cluster docker image images vm vms instance instances host hosts machine machines server servers fleet box boxes
scale scaling autoscaler autoscaling capacity scale_up scaled replicas size_of_the_fleet overload overloaded undersized sized headroom
traffic requests request load volume hits calls demand campaign rps qps visits
campaign sale promotion newsletter black_friday marketing advert advertisement tv launch promo
health probe healthcheck health_check liveness readiness probes healthchecks heartbeat
monitoring monitor dashboard metrics metric graph graphs grafana prometheus observability datadog charts
alert alerts alarm alarms page paged pager pages pagerduty notified notification alerting rang warned warning warnings bell
missed nobody_noticed unnoticed silent silently not_seen no_alert went_unseen muted nobody_was_told undetected without_anyone no_alarm no_one silenced quietly
noisy noise false_alarm false_alarms fatigue ignored flapping too_many_alerts
third_party vendor supplier provider upstream partner external saas dependency outside_company partners vendors
email emails mail mails smtp mailer newsletter inbox mailbox mailing
sms text_messages push_notification phone phones mobile handset ios android devices device app
website page pages site storefront homepage frontend front_end web landing_page browser browsers javascript
search elasticsearch opensearch solr lucene index_shard shard shards index indexes indices indexing results catalogue_search reindex reindexed
stock inventory warehouse warehouses goods depot parcels parcel shelf shipments shipping delivery deliveries courier carrier couriers
price prices pricing discount discounts coupon vouchers voucher tariff tariffs rate cost zero_price
currency exchange_rate euro dollar conversion fx rounding cents decimal
report reports reporting analytics warehouse_load etl pipeline bigquery data_warehouse statistics figures spark airflow transform
upload uploads uploaded file files attachment attachments document documents object_store s3 bucket buckets blob blobs
image images photo photos picture pictures thumbnail thumbnails media video videos transcoding
api endpoint endpoints interface rest graphql rpc grpc calls
webhook webhooks callback callbacks hook
time clock ntp clocks drift skew time_zone timezone dst daylight_saving leap utc summer_time winter_time wall_clock clock_skew midnight
date dates year month leap_year calendar end_of_month new_year
encoding unicode utf8 utf_8 characters charset emoji accents umlaut
parse parser parsing malformed invalid garbage corrupted_input unreadable unexpected_format syntax badly_formed ill_formed null empty_field
corrupt corrupted corruption damaged garbled inconsistent mangled checksum bit_rot bad_data broken_data wrong_data
delete deleted deletion removed dropped wiped erased purged rm truncate truncated drop_table destroyed removing gone lost vanished missing disappeared cleaned_up cleanup loss
wrong_host wrong_server wrong_database wrong_environment production prod instead_of_staging mistaken wrong_machine wrong_window wrong_cluster wrong_terminal live_system
staging test_environment sandbox preproduction non_production qa test_system
terraform infrastructure_as_code ansible puppet chef state_file cloudformation provisioning
script scripts shell one_off command bash runbook_command tool automation bot robot agent automated automatically
manual manually hand_run by_hand hand human typed
typo mistyped misspelled misspelling wrong_value extra_zero wrong_unit units fat_finger wrong_character
dependency library package packages libraries npm module transitive upstream_release lockfile artifact artefact registry
upgrade upgraded update updated patch patched major_version minor_version newer_version kernel driver firmware new_major
compatibility incompatible breaking_change contract backwards_compatible mismatch mismatched old_clients older_clients
loop infinite endless recursion recursive circular cycle loops cascade cascading cascaded domino feedback storm amplified avalanche spiral metastable
race concurrency concurrent simultaneous interleaved same_time simultaneously at_once parallel
power electricity ups generator blackout cooling overheated temperature air_conditioning
hardware disk_failure raid controller psu dimm faulty_memory motherboard machine_failure
attack ddos bots scraper scraping malicious abuse credential_stuffing brute_force crawler crawlers intruder phishing flood
security breach vulnerability cve unauthorised intruder compromised
partial half some_of fraction incomplete partially some_customers part_of
tenant account accounts organisation workspace profile profiles
export import csv feed feeds download ingest ingested ingestion bulk imported
mapping translation conversion transform field fields
sort ordering order_of sequence out_of_order reordered arrival
number integer overflow 32_bit counter int32 wrapped id_space sequence_exhausted identifiers primary_keys auto_increment numbering
vacuum autovacuum bloat wraparound transaction_id table_bloat
query queries select full_scan sequential_scan query_plan plan planner missing_index slow_query statement index
test tests tested testing untested coverage suite unit_test integration_test check checks verify verified unverified never_tried rehearsed rehearsal
pipeline ci build builds jenkins runner runners build_server github_actions merge merged
canary staged gradual percentage phased stages wave waves all_at_once everywhere_at_once fleet_wide bake
approval approve approved review reviewed reviewer sign_off rubber_stamp waved_through second_pair second_person four_eyes two_people
documentation runbook wiki docs playbook instructions manual documented readme guide procedure
ownership owner owned unowned orphan nobody_owned orphaned left_the_company abandoned unmaintained belongs_to_nobody no_owner handover hand_over handed_over
on_call oncall rota shift duty escalation escalated escalate call_out pager_rota
voice call_centre call_center telephony hotline phone_lines calls sip
chat support tickets helpdesk complaint complaints complained ticket
video streaming stream playback player live_stream encoder
map location gps geocoding address addresses coordinates
recommendation recommendations ranking model models inference prediction machine_learning score scores scoring
ledger balance balances accounting books bookkeeping reconciliation reconcile account_balance
tax vat taxes
subscription subscriptions plan_renewal trial membership memberships
signup sign_up registration register onboarding signups new_accounts
permission_change chmod file_mode world_writable
orphaned dangling leftover zombie left_over residue left_behind stray
encryption encrypted decrypt decryption kms hsm cipher decrypted
header headers cookie cookies cors csp origin
compression gzip compressed brotli zip
bandwidth throughput egress saturated_link
region_wide global worldwide everywhere all_regions
weekend holiday night nobody_awake friday christmas
rename renamed moved new_name old_name
default defaults fallback preset falls_back fell_back
hardcoded hard_coded fixed_address pinned baked_in literal
empty blank null none nothing zero
wrong incorrect mistaken false inaccurate miscalculated bogus misleading bad
restart restarted reboot rebooted bounce bounced restarts cycled power_cycled recycled
start startup boot booted came_up bootstrap starting cold_start
shutdown stop stopped drained drain terminate terminated graceful sigterm
";

/// What people do about failures: a line, a deed.
const DEEDS: &str = "\
alert alarm page notify warn warning monitor watch notification pager alarms alerts paging track measure observe detect email_us tell_us metric dashboard raise_an beep graph
block refuse reject forbid prevent disallow stop deny prohibit guard protect bar abort fail_the fails not_allow no_longer_allow never_allow cannot impossible disable_access fence
require mandatory enforce must need insist demand compulsory confirm confirmation ask_for prompt approval two_people second_person sign_off four_eyes double_check retype
automate automatic automatically script scheduled robot renew_itself self_service bot acme cron by_itself by_themselves on_its_own itself hands_free unattended
test tests rehearse drill verify check validate exercise practise practice simulate game_day prove lint try_out restore_test check_that dry_run
limit cap bound quota throttle ceiling maximum restrict rate_limit budget upper shed backpressure at_most no_more_than
remove delete drop retire decommission get_rid take_away switch_off turn_off disable abolish clean_up purge sunset eliminate prune scrap kill tear_down discard
split separate isolate partition shard segregate own_pool dedicated bulkhead decouple move_out of_its_own of_their_own divide keep_apart apart
rotate renew replace refresh swap exchange reissue
retry back_off backoff jitter exponential exponentially wait_longer spread_out randomly randomise stagger
circuit_breaker breaker trip fail_fast give_up open_the_circuit
document write_down runbook playbook wiki describe instructions guide docs written checklist explain
stage canary gradual gradually percent phased wave few_first small_share slowly one_region_first step_by_step incremental progressive in_steps fraction bake
rollback revert undo roll_back back_out restore_previous one_click_rollback
scale grow bigger enlarge more_capacity add_capacity expand provision autoscale increase raise headroom resize larger more_memory upsize double_the scale_up extend
reduce lower decrease shrink shorten cut less smaller
cache memoise warm prewarm preload warm_up coalesce precompute fill_ahead
deduplicate idempotent idempotency dedupe ignore_repeats only_once once_only unique_key process_once
timeout deadline time_limit time_out give_up_after
lock mutex serialise single_writer one_at_a_time lease fencing exclusive
encrypt sign hash mask redact scrub anonymise vault secret_store
rename label colour color tell_apart banner distinguish prompt_colour red_prompt mark highlight visually
migrate move switch upgrade adopt replace_with port change_over
backup copy snapshot replicate mirror offsite second_copy redundant redundancy standby duplicate_to
train teach course workshop onboarding explain_to brief
assign own_it give_owner name_an_owner owner responsible ownership rota
archive compress rotate_logs log_rotation trim retention truncate expire
pin freeze fix_the_version lockfile lock_the_version vendor_in exact_version
fallback degrade gracefully default serve_stale stand_in
log record audit trace trail write_to_log
index speed_up optimise tune faster
";

/// Words that join others and mean little alone.
const SMALL: &str = "\
a about above after again against all almost along already also although always am among an and another any anybody anyone anything are aren around as at away be because became become been before being below between both but by came can cannot come could couldn did didn do does doesn doing don done during each either else enough even ever every everybody everyone everything few finally for from further gave get gets getting give given go goes going gone got had hadn has hasn have haven having he her here hers him his how however i if in instead into is isn it its itself just kept know known later least less let like made make makes making many may me meanwhile might mine more most much must my near nearly need needed never new next no nobody none nor not nothing now of off often old on once one ones only onto or other others our ours out over own per perhaps put quite rather really same saw say says see seen several she should shouldn since so some somebody someone something soon still such than that the their theirs them then there these they thing things this those though three through thus to together too took toward two under until up upon us used using very via was wasn we well went were weren what when where whether which while who whole whom whose why will with within without won would wouldn yet you your yours t s ll re ve d m first second last back day days hour hours minute minutes week weeks month months morning evening afternoon today yesterday monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december utc";

/// Words of nearly every review: they say little of which one.
const COMMON: &str = "\
left leave right read reads written write wrote look looked show shown showed shows call called calls ask asked hold held turn turned line lines way ways place base basis field fields tell told send sent sends wait waited waiting keep kept keeps give way half full small large big great long short high low old older young early late later new newer good bad better best whole single double simple different same other certain sure true false real open opened close closed move moved bring brought think thought believe expected expect mean meant means matter point part parts piece side end ended ends begin top bottom front form kind kinds sort list set sets number numbers name named names people person man hand hands word words fact case cases group groups work works worked worker order turn try tried seem seemed become became appear appeared remain remained stay stayed stand stood come came take taken hit cut put run ran go live lived die died kill killed break broke broken build built stop stopped start starts started change changes check checked checks test tested add added allow allowed need needed want wanted use uses used get follow followed pass passed reach reached serve served handle handled meet met pick picked choose chose chosen lose lost win rest free busy empty blank common usual normal special public general main minor major total current recent exact quick fast slowly immediately suddenly quickly silently finally slightly heavily completely entirely directly manually automatically internal external local remote actual final extra missing wide fresh cold hot hard easy heavy light dark rule rules reason reasons result results example question answer answered answers sign signs effect plan plans step steps share shared level state states size amount value values range rate speed world home house office company business market day night noon year years ago hundred thousand million percent copy copies table page pages view watch watched watches see sees hear heard notice noticed note notes found find finds arrive arrived return returned returns reply replied say words message data code program version app tool tools machine computer incident problem issue service system team error errors fail failed failing failure alert page paged customer customers user users started begin began stopped found noticed happened caused cause affected impact production request requests server time rollback deploy release change changed engineer running run runs set use restart restarted recovered resolved fixed fix working work slow down outage";

/// A meaning, by its number.
pub type Meaning = u16;

/// What the lists come to.
pub struct Thesaurus {
    single: HashMap<String, Vec<Meaning>>,
    /// By the stem of the first word: the other stems, and what they mean with it.
    phrases: HashMap<String, Vec<(Vec<String>, Meaning, String)>>,
    small: HashSet<&'static str>,
    common: HashSet<String>,
    /// From this number on, meanings are deeds.
    deeds_from: Meaning,
}

/// The one there is.
pub static WORDS: LazyLock<Thesaurus> = LazyLock::new(Thesaurus::new);

impl Thesaurus {
    fn new() -> Self {
        let mut all = Thesaurus {
            single: HashMap::new(),
            phrases: HashMap::new(),
            small: SMALL.split_whitespace().collect(),
            common: COMMON.split_whitespace().map(stem).collect(),
            deeds_from: 0,
        };
        let mut number: Meaning = 0;
        for (lines, deeds) in [(THINGS, false), (DEEDS, true)] {
            if deeds {
                all.deeds_from = number;
            }
            for line in lines.lines() {
                for word in line.split_whitespace() {
                    all.take(word, number);
                }
                number += 1;
            }
        }
        all
    }

    fn take(&mut self, word: &str, meaning: Meaning) {
        let mut stems = word.split('_').map(stem);
        let Some(first) = stems.next() else { return };
        let rest: Vec<String> = stems.collect();
        if rest.is_empty() {
            let meanings = self.single.entry(first).or_default();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        } else {
            self.phrases.entry(first).or_default().push((rest, meaning, word.to_owned()));
        }
    }

    /// What a stem means.
    pub fn meanings(&self, stem: &str) -> &[Meaning] {
        self.single.get(stem).map_or(&[], Vec::as_slice)
    }

    /// What a stem means, but for deeds.
    pub fn things(&self, stem: &str) -> &[Meaning] {
        let all = self.meanings(stem);
        // A word's meanings are in the order of the lists.
        all.get(..all.partition_point(|meaning| !self.is_deed(*meaning))).unwrap_or_default()
    }

    /// What a phrase of the lists means, as it is written there.
    pub fn of_phrase(&self, phrase: &str) -> impl Iterator<Item = Meaning> {
        let first = phrase.split('_').next().map(stem).unwrap_or_default();
        let of = self.phrases.get(&first).map_or(&[][..], Vec::as_slice);
        of.iter().filter(move |(.., known)| known == phrase).map(|(_, meaning, _)| *meaning)
    }

    /// The phrases of the lists that begin at the first of these stems.
    pub fn phrases_at<'a>(&'a self, stems: &[String]) -> Vec<&'a str> {
        let of = stems.first().and_then(|first| self.phrases.get(first)).map_or(&[][..], Vec::as_slice);
        let rest = stems.get(1..).unwrap_or_default();
        of.iter().filter(|(others, ..)| rest.starts_with(others)).map(|(.., phrase)| phrase.as_str()).collect()
    }

    /// Whether a word only joins others.
    pub fn is_small(&self, word: &str) -> bool {
        self.small.contains(word)
    }

    /// Whether a stem is of nearly every review.
    pub fn is_common(&self, stem: &str) -> bool {
        self.common.contains(stem)
    }

    /// Whether a meaning is something that people do about failures.
    pub fn is_deed(&self, meaning: Meaning) -> bool {
        meaning >= self.deeds_from
    }

    /// How many meanings there are.
    pub fn phrase_stems(&self, text: &str) -> Vec<String> {
        fold::words(text).into_iter().map(|word| stem(&word.folded)).collect()
    }
}
