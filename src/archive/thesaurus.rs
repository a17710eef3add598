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
outage down unavailable unreachable offline downtime blackout outages inaccessible went_dark took_down fell_over not_available could_not_reach not_reachable cut_off nothing_worked dark interruption disruption
crash crashed panic segfault abort aborted died killed crashloop fell_over core_dump shot dies crashing threw_an_exception exception exceptions unhandled dereferenced
hang hung stuck stalled frozen froze freeze stall wedged blocked unresponsive deadlock standstill stopped_responding stood_still not_moving halted halt tied_up stood_waiting waited_on
wait waits waited waiting stacked_up queued_behind behind_it held_up pile_up piled_up stuck_behind lined_up in_line
slow slowly slowness sluggish latency degraded degradation crawl crawled slowed delay delayed took_too_long p99 response_times slower late hours_late seconds_each lagged
timeout timed_out deadline_exceeded gave_up_waiting time_out gave_up deadline time_limit
500 503 502 504 5xx exception exceptions error_rate error_page http_error
database db postgres postgresql mysql mariadb sql primary rds mongo mongodb oracle datastore cockroach aurora data_store relational db1 db2
replica standby replication follower secondary slave read_replica read_copy mirror replicas second_copy
lag behind stale trailing lagging fell_behind out_of_date fall_behind minutes_behind hours_behind outdated old_data staleness keep_up kept_up not_keep_up ceased_to_receive stopped_replicating
disk disks volume storage filesystem partition ssd drive free_space block_device disk_space inode inodes drives
full filled no_space out_of_space ran_out exhausted exhaustion enospc depleted no_room used_up out_of saturated saturation to_the_brim runs_out run_out brim space_left ate
log logs logging journal logfile log_files wal write_ahead_log binlog log_line log_lines logrotate
agent collector daemon forwarder shipper fluentd
verbose chatty debug debug_output trace trace_level log_level debugging noisy_logging
certificate cert tls ssl x509 https handshake certs certificates chain intermediate
authority ca issuer root_certificate trusted trust truststore certificate_authority signer
expired expire expiry lapsed expiration past_its_date no_longer_valid expires run_out lapse outlived validity not_renewed
renew renewal renewed renews reissue reissued replaced_in_time
reminder calendar calendar_entry remind reminded
queue backlog broker kafka rabbitmq sqs consumer consumers queued enqueued message_bus nats stream worker_queue jobs_waiting topic topics partition partitions
message event messages events notification notifications
redelivered redelivery delivered_again handed_out_again handed_again replayed replay replays at_least_once same_messages
worker job jobs workers background_job task tasks celery sidekiq batch executor executors thread threads pool thread_pool goroutine goroutines consumer_thread
cron schedule scheduled scheduler nightly timer periodic overnight every_night schedules crontab night_job daily_job
rollback revert reverted roll_back rolled_back undo back_out backed_out previous_version restored_the_old went_back go_back older_version
deploy deployment release released rollout rolled_out ship shipped push pushed new_version went_out published publish build version
backup backups dump snapshot snapshots pg_dump archive spare_copy basebackup dumps safety_copy
restore recover restored recovery bring_back brought_back rebuild rebuilt reinstated came_back reappeared back_again
worthless useless unusable header_only zero_bytes corrupt_dump could_not_be_restored cannot_be_restored
migration migrate migrated schema alter_table ddl column schema_change index_build backfill adding_a_column
lock locks locked locking contention mutex exclusive_lock table_lock
retry retries retried retrying resend resent attempt attempts re_sent reattempt tried_again try_again second_attempts repeated_calls reconnect reconnected again_immediately again_at_once
backoff jitter lockstep spread_out spreads exponential without_waiting wait_longer budget retry_budget
storm hammered hammering flood flooded barrage avalanche bombarded swamped overwhelmed pounded thundering herd stampede burst rush swarm
duplicate duplicated twice double doubled repeated two_times two_copies more_than_once second_time deduplicate dedupe double_counting counted_twice charged_twice
idempotent idempotency idempotence safe_to_repeat already_done already_processed running_it_again run_again inserts_again once_only re_run rerun re_ran reprocessed reprocess
payment payments charge charged charges pay paid money payout settlement stripe psp acquirer debited debit card cards bank issuer_bank card_processor billing billed transaction_fee wallet
refund refunds reimbursed chargeback paid_back money_back reimbursement
invoice invoices invoicing bill bills statement statements billing billed
order orders purchase purchases basket cart checkout buying bought buy bookings booking sale sales
revenue turnover sales income earnings
customer customers client clients shopper shoppers buyer buyers subscriber subscribers guests account_holders merchant merchants consumer_base visitor visitors
everybody everyone all_users whole_user_base all_customers entire_user_base all_tenants for_all whole_fleet
tenant account accounts
tenant tenants merchant partner partners customer_account workspace organisation one_customer single_customer noisy_neighbour somebody_else another_customer someone_else
login logins sign_in signed_in log_in logged_in authentication auth authenticate authenticated sso oauth session sessions identity identities saml signin logged_out signed_out log_on locked_out sign_ins logging_in identity_provider
token tokens jwt jwts access_token bearer nonce
password credential credentials secret secrets api_key passphrase deploy_key private_key keys key
rotate rotated rotation rotating exchanged exchange_of replaced swapped
revoked revoke withdrawn disabled disable invalidated deactivated predecessor old_key taken_away
permission permissions privilege privileges iam role roles acl access rights authorisation authorization forbidden 403 denied unauthorized 401 policy policies entitlement permitted
judge judged count_as counts_as
unused hardly rarely rare seldom not_used never_used rare_use
leak leaked leaking exposed exposure disclosed world_readable spilled found_on_the_internet public_repository publicly visible_to_anyone open_to_the_world on_the_internet
stranger attacker outsider bot abused abuse intruder hacker misused
push pushes pushed commit commits committed
repository repo git commit committed commits branch branches source_code pull_request
memory ram heap oom out_of_memory oomkilled oomkiller garbage_collection gc memory_limit rss in_memory kernel memory_leak
evicted eviction evict oom_killed ousted thrown_out removed_from_the_cluster
bounded bound unbounded without_limit no_limit unlimited without_bound nothing_bounds limitless memory_limit cap caps uncapped
grew grow growth climbed climb increase increased rose swelled swell ballooned creeping inflated mounting surged surge spike spiked multiplied tripled doubled rising
peak rush busiest rush_hour high_demand black_friday
cpu cores compute pegged busy_loop spin spinning
cache cached caches redis memcached caching varnish in_memory_store valkey
cdn edge edge_cache fastly cloudflare akamai cached_object cached_objects stored_copy
purge purged purging invalidate invalidated invalidation emptied flushed flush cleared clear evict_all
stampede thundering herd cold_cache cache_miss misses dogpile all_at_once same_moment at_once hit_the_backend
stale outdated old_data old_version out_of_date not_refreshed old_prices old_values old_results old_balances yesterday
dns resolver nameserver name_server name_resolution nxdomain zone_file lookup lookups hostname domain domains route53 ttl name_servers resolvers dns_record zone record
network packet packets switch switches bgp subnet vpc routing cable connectivity fibre fiber uplink peering nic lan wan backbone
route routes router routers prefix prefixes peers bgp announcement announced withdraw withdrew peering routing_policy routing
vpn tunnel remote_access wireguard ipsec bastion
wifi wireless radius wlan access_point
firewall security_group iptables waf ingress_rule allowlist whitelist blocklist port port_filter packet_filter
proxy gateway load_balancer balancer nginx envoy haproxy ingress reverse_proxy elb alb lb
region zone datacenter data_center availability_zone us_east eu_west hall rack
failover switchover fail_over failed_over promoted promotion promote takeover elected election leader split_brain two_primaries two_leaders candidate orchestrator
config configuration setting settings parameter parameters yaml env environment_variable misconfigured misconfiguration configured option knob toml manifest helm remote_config config_file parameter_file
unset undefined not_set not_configured had_no without_a_setting no_address missing_variable missing_value was_missing lacked
flag flags feature_flag toggle toggles toggled switched_on turned_on launchdarkly experiment killswitch kill_switch enabled enabled_for
targeting audience cohort segment percentage_of_users 1_percent restriction small_share subset targeting_rule audience_field
rule rules condition filter filters predicate
inverted inverse reversed wrong_way_round negated opposite negation upside_down other_way_round
quota quotas rate_limit rate_limited throttle throttled throttling 429 too_many_requests allowance ceiling rate_limiting rate_limiter
too_often polling polled poll every_second continuously constantly tight_loop asked_continuously without_pause
shared share shares sharing common_pool same_pool one_pool one_account same_account same_key own_lanes no_lanes own_pool one_state
connection connections pooled pooling sockets socket file_descriptors descriptors handles max_connections fd ulimit connection_pool pgbouncer too_many_connections too_many_open pooler open_files inotify too_many_clients
pod pods container containers kubernetes k8s cluster docker namespace kubelet sidecar containerisation
host hosts server servers machine machines instance instances node nodes vm vms box boxes fleet
fleet scaling_down scale_down shrink minimum
scale scaling autoscaler autoscaling capacity scale_up scaled scaled_down size_of_the_fleet overload overloaded undersized headroom shrink shrank terminated_instances scaling_rule
missing_data no_data no_metric metric_went_missing went_missing absent absence gap_in_the_data no_signal
traffic load volume_of_requests demand rps qps visits hits
campaign promotion_mail newsletter marketing advert advertisement tv promo advertising commercial
health healthcheck health_check liveness readiness probes healthchecks probe
heartbeat heartbeats dead_man keepalive sign_of_life signs_of_life
monitoring alerting monitor dashboard metrics metric graph graphs grafana prometheus observability datadog charts watched watches watch measured measures measure
alert alerts alarm alarms pager pagers pagerduty alerting rang bell alert_manager alertmanager
missed nobody_noticed unnoticed silent silently not_seen no_alert went_unseen muted nobody_was_told undetected without_anyone no_alarm silenced quietly without_anybody nobody_reads unread
noisy noise false_alarm false_alarms fatigue flapping too_many_alerts
third_party outside elsewhere vendor supplier provider upstream external saas outside_company vendors operator_of_the_line contractor
email emails mail mails smtp mailer newsletter inbox mailbox mailing mailings password_resets confirmations transactional
sms text_messages push_notification phone phones mobile handset ios android iphone iphones device app apps mobile_app
hardware device devices
handheld scanner scanners terminal_device devices barcode
call_centre call_center telephony hotline phone_lines sip trunk caller callers carrier voice telephone
audio sound codec hear voice silence mute_line
website site storefront homepage frontend front_end web landing_page browser browsers javascript stylesheet css
search elasticsearch opensearch solr lucene index indexes indices indexing catalogue reindex reindexed reindexing product_index
shard shards reallocated reallocation rebalancing rebalance healing moving_data relocation
stock inventory warehouse warehouses goods depot shelf
parcel parcels shipments shipping courier couriers carriers delivery_van
price prices pricing discount discounts tariff tariffs price_list
coupon coupons voucher vouchers gift_card promo_code redeemed redeem redemption
currency exchange_rate euro dollar fx
money amount amounts sums cents
rounding rounds rounded cent cents decimal floats float sums sum totals amounts
report reports reporting analytics etl pipeline bigquery data_warehouse statistics figures spark airflow business_intelligence
management board executives board_meeting directors
upload uploads uploaded file files attachment attachments document documents
bucket buckets object_store s3 blob blobs gcs
image images photo photos picture pictures thumbnail thumbnails media
encoding unicode utf8 utf_8 characters charset emoji accents umlaut umlauts latin_1 locale character_set garbled mojibake letters
format formats multipart serialization serialisation wire_format schema_of_messages different_format
webhook webhooks callback callbacks hook receiver endpoint endpoints
api interface rest graphql rpc grpc
clock ntp clocks drift drifted skew offset synchronised synchronized disagreed_about_the_time clock_skew
weekly every_week each_week
twelve_months year years yearly annual
timezone universal_time time_zone dst daylight_saving utc summer_time winter_time wall_clock local_time clocks_went_back
leap leap_year leap_day
date dates calendar_day
country countries geolocation location geocoding location_of
tax vat taxes
map maps tiles geodata gps coordinates
parse parser parsing malformed invalid unreadable unexpected_format syntax badly_formed ill_formed understand does_not_understand
validate validated validation schema_check nothing_checks not_validated file_form form_of_the_file
corrupt corrupted corruption damaged inconsistent mangled checksum bit_rot bad_data broken_data
delete deleted deletion deletions wiped erased erasure rm truncate truncated drop_table destroyed removing dropped removed torn_down cleaned_up cleanup clean_up tidy_up removal removals
lost loss vanished disappeared gone missing went_missing disappear
gdpr forgotten right_to_be_forgotten erasure erasures erased asked_to_be_forgotten
wrong_host wrong_server wrong_database wrong_environment mistaken wrong_machine wrong_window wrong_cluster wrong_terminal by_mistake while_thinking
production prod live_site live_system live_cluster live_data real_customers live_database
staging test_environment sandbox preproduction qa test_system non_production
prompt prompts terminal terminals window windows console shell
look_alike look_the_same told_apart tell_apart cannot_be_told identical_looking looks_the_same indistinguishable kept_apart not_kept_apart confused
terraform infrastructure_as_code ansible puppet chef state_file cloudformation provisioning infrastructure_code
script scripts one_off command commands runbook_command
robot robots bot agent automation automatically automated autonomous
manual manually hand_run by_hand hand_made handmade hand hand_edited
operator admin administrator technician
typo mistyped misspelled wrong_value extra_zero wrong_unit fat_finger wrong_character
dependency library package packages libraries npm module transitive lockfile artifact artefact bumped
upgrade upgraded patch patched major_version minor_version newer_version new_major updated update updates after_the_update
firmware driver bios kernel_module hardware_module
hsm crypto_module signature signatures signed signing cipher padding crypto cryptographic
old older oldest
compatibility incompatible breaking_change contract backwards_compatible old_clients older_clients older_phones old_app old_versions older_versions still_in_use last_year
loop infinite endless recursion recursive
circular cycle each_other mutual mutually depend_on_each both_need waiting_for_each start_order
start startup boot booted came_up bootstrap starting cold_start launch at_launch launched power_down nothing_came_up
restart restarted reboot rebooted bounce bounced restarts power_cycled recycled
cascade cascading cascaded domino feedback amplified spiral metastable made_it_worse
race concurrency concurrent simultaneous interleaved simultaneously parallel same_time
atomic one_operation two_steps single_operation check_and_use read_then_write
power electricity ups generator diesel breaker fuse battery feeds power_supply feed_line mains
quarter quarterly every_quarter
feed second_feed line backup_line supply
redundancy redundant spare single_copy only_one_copy one_copy replication_factor single_point single_point_of_failure on_paper
cooling overheated temperature air_conditioning heat
hardware disk_failure raid controller psu dimm faulty_memory motherboard machine_failure
attack ddos scraper scraping malicious credential_stuffing brute_force crawler crawlers phishing
breach vulnerability cve compromised
partial half some_of fraction incomplete partially half_way in_the_middle
account accounts profile profiles
export import csv feed feeds download ingest ingested ingestion bulk imported exported
empty empty_file nothing_in_it without_rows no_rows blank left_blank empty_rule null none_given came_back_empty
success successful exit exits exit_code reports_success green
mapping translation conversion transform
order_of sequence out_of_order reordered
integer overflow 32_bit counter int32 wrapped primary_key primary_keys auto_increment numbering ids id identifier identifiers sequences how_many_numbers
maximum largest upper_end came_to_its_maximum near_their_end highest
vacuum autovacuum bloat wraparound transaction_id table_bloat
query queries full_scan sequential_scan query_plan planner missing_index slow_query long_report analyst
idle idle_in_transaction abandoned left_open open_transaction someone_had_left long_running
test tests check validate tested testing untested coverage suite unit_test integration_test test_suite
rehearsed rehearsal drill drills never_tried tried exercised practised trial nobody_ever_tried not_tried real_call
load_test load_tests performance_runs simulate stress performance_run performance_test simulated simulation stress_test benchmark
ci pipeline_build jenkins runner runners build_server github_actions
canary staged gradual percentage phased stages waves wave everywhere_at_once fleet_wide in_one_wave one_wave goes_everywhere go_everywhere all_sites
approval approve approved reviewer sign_off rubber_stamp waved_through second_pair second_person four_eyes two_people pair_of_eyes not_reviewed unreviewed reviewed reviews review
confirmation confirm confirmed asks_before without_asking without_confirmation asks_for_nothing asks_nothing
documentation runbook wiki docs playbook instructions documented readme guide procedure
owner owned unowned orphan orphaned left_the_company unmaintained no_owner handover hand_over handed_over nobody_owned belongs_to_nobody belongs_to
on_call oncall rota shift duty escalation escalated escalate
support tickets helpdesk complaint complaints complained ticket
video streaming player players playback live_stream encoder
licence license licences entitlement drm
recommendation recommendations ranking model models inference prediction machine_learning
ledger balance balances accounting bookkeeping reconciliation reconcile account_figures
subscription subscriptions membership memberships extended
signup sign_up registration register onboarding signups new_accounts sign_up_confirmations
retired decommissioned dead old_address obsolete former out_of_service gone_for_good switched_off
slot slots replication_slot pinned held_back holds_back retained keeps_its_slot
encryption encrypted decrypt decryption kms
header headers cookie cookies cors csp referrer
keyed cache_key path_only same_address personalised depend_on_the_account
bandwidth throughput egress
global worldwide everywhere all_regions all_zones
weekend holiday night friday christmas sunday midnight
rename renamed new_name old_name
default defaults fallback preset falls_back fell_back defaulted first_entry first_row top_of_the_list preset_values
required mandatory obligatory required_field
hardcoded hard_coded pinned_address baked_in literal
incorrect mistaken inaccurate miscalculated bogus misleading reckoned_wrongly
synchronous synchronously in_the_path blocking can_block in_line_with
serverless functions lambda lambdas
append appends inserts_again added_instead overwrite overwriting overwrites
stops_all whole_batch remaining_accounts one_bad_row single_failure ends_the_run
overlap grace_period same_minute immediately_disabled
reject rejected rejects refuse refused refuses turned_away declined
answer answered answers respond responded responses response reply replies
inherited environment_dependent depends_on_the_environment depends_on_the_host
rows row records
patient patients ward clinic hospital doctor nurse medical medication
pupil pupils student students school schools class classes teacher exam exams course lessons university
citizen citizens resident residents public_office council authority municipal government ministry agency
passenger passengers traveller travellers rider riders commuter
driver drivers cab vehicle vehicles car cars truck trucks van bus buses train trains tram lorry
flight flights airport airline aircraft plane boarding gate_agent
ferry ship harbour port_authority vessel boat
timetable timetables departure departures arrival arrivals itinerary schedule_of_trains
hotel hotels guest guests room rooms reservation reservations
restaurant kitchen meal menu food grocery supermarket store_branch till cashier pos point_of_sale
petrol pump fuel litres station stations charging
bank banks banking branch_office institute financial lender credit loan mortgage iban account_number
salary salaries payroll wages wage personnel human_resources employee employees staff payslip
insurance claim claims insurer policyholder
fraud fraudulent risk scoring suspicious legitimate chargebacks
match matched matches matching joined merged merge put_together mixed_up confused_with one_record same_name namesake
record records entry entries dossier
label labels sticker stickers barcode bars qr tag printed
print printed printer printers paper sheet printing
font fonts typeface layout rendering render renderer template templates design
logo branding letterhead theme design brand
kiosk kiosks self_service vending ticket_machine ticket_machines terminal_screen atm
screen screens display displays monitor_screen blank_screen white_screen
sensor sensors detector detectors thermometer probe_head gauge meter meters reading readings
controller controllers control_unit control_units plc actuator thermostat thermostats heating setpoint setpoints building_technology
door doors lock_of lift elevator gate_of access_card access_cards badge badges entrance
camera cameras cctv
fire siren evacuation emergency
gpu gpus accelerator accelerators graphics_card notebook notebooks training learning_job experiment_run research researchers scientist scientists
starved starve starvation monopolised monopolized occupied hogged preempted priority priorities urgent
assistant chatbot chat_bot llm language_model prompt_model copilot
confidential private internal sensitive secret_notes not_public personal_data restricted_to
notes note comment comments remark remarks annotation annotations memo
disclosed revealed showed_to quoted leaked_to shown_to shared_with handed_to
cost costs spend spending bill_of expensive budget_overrun invoice_from_the_provider cloud_bill money_spent
lifecycle retention aged_out age_out ttl_rule archive_rule keep_for
list listed listing enumerate enumerated
flooded drowned hundreds_of chattered chatter overflowed_with spammed
muted silenced turned_off_the_alarm ignored overlooked
day_month month_day dates_swapped wrong_date swapped ambiguous read_two_ways two_ways
swapped exchanged transposed mixed order_reversed
unit units boxes pieces packages pack packs items single_items quantity quantities thousandfold multiplied multiply multiplied_by
metric imperial miles kilometres kilograms pounds celsius fahrenheit inch inches
digits two_digits truncated cut_off cuts_off precision decimals
year years new_year january_first turn_of_the_year millennium
whitespace blank_character space_character trimmed trim trailing_space leading_space
regex regular_expression pattern patterns anchor wildcard expression glob
country countries norway nation national abroad foreign
buffer buffers buffered buffering
latency_of_sound out_of_sync sync trailed captions subtitles caption subtitle
preset presets profile_setting encoder_profile
websocket websockets long_lived permanent_connections permanent long_poll keep_alive persistent_connections
blue_green changeover cutover switched_over
incomplete_upload interrupted broke_off partially_uploaded transfer
upload_of transfer transferred copied copy_process sync_of
website_content static_site static_files
atomic_publish in_one_step not_atomic replace_in_one
scan scans scanned scanning probed port_scan vulnerability_scanner security_team penetration_test
fragile brittle old_equipment legacy legacy_system
unsubscribe unsubscribed sign_off_list cancel cancelled cancellation opt_out signed_off
link links url urls hyperlink address_in follow_links
spam spam_filter mail_gateway junk filter_of_mail
get_request http_get side_effect safe_method
global global_variable static_variable shared_state kept_between_requests between_requests remembered global_memory thread_local leftover_state
modem modems radio antenna mast gsm lte cellular sim roaming
re_register reconnect reattach watchdog restarts_itself
position positions tracking gps_position vehicle_map
consent cookie_notice privacy_dialog banner popup dialog overlay modal
narrow small_screens small_displays viewport pixels mobile_layout older_phones responsive
button buttons click clicks clicked pressed tap
model_input features_of inputs_of income feature_of training_data column_of drifted_inputs
decision decisions approved_or_not verdict
negative rejected_all all_risk
swallowed ignored_error caught_exception suppressed discarded
reused reuse recycled_id recycled_number assigned_again same_number
guess guessed assumed assumption presumed
undocumented unknown unaware nobody_knew not_known did_not_know unknowingly
forgot forgotten_job forgotten left_running never_switched_off lingering
hidden invisible concealed obscured covered
slow_start warming_up cold warm
concurrently same_minute synchronous_start on_the_hour
loaded load_of_everything whole_set full_set everything_at_once
pilot trial_group trial few_devices small_group first_ring
sandbox_data real_people real_addresses copy_of_production live_data_in_test
wrong_recipient wrong_person somebody_else strangers stranger received_by_others
delivery_failed undelivered bounced not_delivered did_not_arrive never_arrived
late overdue postponed a_day_late missed_deadline not_in_time too_late
early too_early premature prematurely
whole_file_rejected rejected_the_file bounced_the_file
overcharged too_much undercharged too_little wrong_amount
deducted subtracted reduced_by
stolen theft robbed burgled
fake forged spoofed counterfeit
ransom ransomware encrypted_by
sync synchronisation synchronization replicate_between
conflict conflicts clash collided collision collisions
dependency_down upstream_down partner_down
maintenance maintenance_window planned_work planned
holiday_season absence on_leave vacation sick
communication told informed announced announcement message_to
misunderstanding misunderstood unclear ambiguous confusing
contract agreement contractual terms
audit auditor auditors compliance regulator regulatory
legal law lawyer court
inventory_of asset assets asset_list
training_of_people newcomer new_colleague inexperienced
estimate forecast forecasted planning capacity_planning
freeze_period change_freeze
compare compared comparison strictly exact equality equal
sample samples example_file specimen reference_picture
history_of past_orders historic historical last_month
whitelisted exception exceptions exempt exclude excluded
spread propagate propagated propagates
ephemeral temporary temp tmp scratch
orphaned_process zombie leftover_process
signal signals interrupt
garbage trash junk_data
resize resized rescale
compress compressed compression gzip zip
merge_conflict rebase cherry_pick merged_by_mistake wrong_branch
environment environments stage_of
variable variables value_of
lookup_table reference_table table_of
translate translated translation language languages localisation localization
accessibility screen_reader keyboard_only
pdf docx spreadsheet excel
phonebook directory ldap active_directory
meeting room_booking video_call conference
ticketing event_tickets seats seat concert
auction bid bids bidding
game games gamer match_making leaderboard
bet odds gambling lottery
stock_exchange trade trades trading trader market_data ticker
crypto_currency blockchain bitcoin ethereum
energy grid electricity_meter solar wind_farm
water flood_water leak_in_the_roof pipe
weather storm_outside heat_wave lightning
factory production_line assembly machine_tool plant
robot_arm conveyor forklift
farm agriculture tractor
news article articles editorial newsroom
advertiser ads ad advertising_slot
music song songs podcast podcasts
film movie episode
social followers timeline_feed post posts
survey poll vote votes voting election_of
donation donations charity
library_books reader_card
maintenance maintenance_mode maintenance_page planned_work window_was_over notice closed_sign closed
shift shifts crew handover shift_handover next_crew next_shift changed_in_between
decode decoded deserialise deserialize deserialisation deserialization undecodable cannot_be_read could_not_be_read malformed bad_record poison unreadable
offset offsets position positions cursor checkpoint never_moved
optional_field changed_a_type altered_a_type type_change other_type as_text
producer producers sender senders publisher emitter
hold_up holds_up blocked_behind behind_it behind_them all_those_behind
reputation greylisting greylisted deferred spf dkim dmarc deliverability relay outgoing sender_address warm_up_of_addresses
one_time_code one_time_codes otp second_factor mfa two_factor verification_code login_mails
unused superfluous unneeded redundant_index not_needed no_longer_needed tidying tidying_round spring_clean
access_path indexes unused_index dropped_index
quiet_month quiet_period quiet_day calm_period
earlier_deployment old_release reapplied reapplying went_back_to previous_deployment
month_end closing closed_books closing_run books bookkeeping ledger_entries posted postings
fencing fenced former_master old_leader old_master both_nodes two_leaders believed_that each_half leader
affinity sticky stuck_to hashing uneven unevenly evenly distribution skewed hotspot hot_spot balanced
idle_nodes others_idle one_backend glowing single_machine single_node one_node
cold_start from_cold from_zero starting_from_zero black_start boot_order came_up_in_order
mounted mount unlock unlocked vault key_server
rate_fell fell_to_zero zero_registrations no_registrations no_sign_ups zero_new_customers nobody_could_create
captcha puzzle recaptcha challenge
content_security_policy csp blocked_script script_address another_domain
paging pagination page_size nested nesting depth all_levels everything_at_all_levels too_many_rows unlimited_size list_size
overloaded crushed overwhelmed buckled collapsed toppled
screen_of_app view new_screen redesign redesigned new_design
artefact artefacts artifact artifacts binary binaries executable jar program_version stored_result
branch_name branch_title reused_name recycled cached_by keyed_by commit_hash revision source_revision
standby_without roles accounts_of_applications superuser admin_account application_accounts
neighbour neighbouring other_department another_department another_team shared_hardware array san nas storage_array
noon lunch midday twelve_o_clock
reserve reserved guarantee guaranteed share_of
battery drained batteries energy consumption hot awake wakelock woke
endlessly without_end again_and_again over_and_over incessantly constantly
offensive insults abusive vulgar inappropriate toxic
autocomplete suggestions suggestion typeahead completion debounce keystroke keystrokes each_letter every_letter
filter filters filtering filtered unfiltered blocklist_stage screening moderation
fails_open failed_softly softly soft_failure counted_as_a_warning lets_everything_pass swallowed
trained training train_on model_training retrained
layout layout_engine table_wider cell overflowed too_wide overflow_of_text
blank_page blank_pages empty_document empty_pdf blank_document nothing_on_it
output_not_inspected nobody_opens not_inspected result_is_not_looked_at marked_as_done returned_success
diff diffs hunk plan_output huge_diff noise_of_changes reformatted touched_each_line
overlooked slipped slipped_through escaped_notice scrolled
destructive destroy destroyed destroys deletion_among
compaction compacted merge_of_segments segments tombstone tombstones
in_the_future hours_ahead ahead clock_ahead wrong_clock
join joins joined_the_cluster member members new_member
time_series points data_points
probes_compete competes same_line same_pool_as shares_the_pool liveness_depends
one_after_the_other remaining_ones rest_got_more chain_reaction
channel chat conversation conversations slack teams workspace pinned pinned_post messages_deleted
emergency emergency_steps emergency_procedure instructions_gone
durable permanent_place durable_place
thousands separator separators decimal_point decimal_comma number_format number_formats thousandfold thousand_times
transfer transfers transferred remittance wire
guess guesses guessed guessing inferred
keepalive keep_alive idle_timeout idle_streams idle_connections quiet_periods after_a_pause closed_idle cuts_connections half_open
mesh service_mesh istio linkerd sidecar_proxy
contractor contractors freelancer freelancers temp_worker external_staff leaver leavers offboarding offboarded departed people_who_leave go_away
abroad another_country foreign_country from_outside
overpriced paid_call paid_calls costs_money charged_us bill_exploded money
refactoring refactored rewrite rewritten cleanup_of_code
suggests suggest
gradual_decline slowly_filling creep
batch_size chunk chunks chunked
page_fault swap swapping paging_out swapped_out
hash hashes hashing
checksum checksums integrity
snapshot_isolation isolation_level dirty_read phantom
deadlocked deadlocks
throttled_disk iops burst_credits credits burst_balance
nat nat_gateway port_exhaustion ephemeral_ports source_ports
mtu fragmentation packet_size jumbo
ipv6 ipv4 dual_stack
anycast geo_routing geodns
arp spanning_tree broadcast vlan
proxy_protocol x_forwarded_for client_address real_ip
header_size too_large request_too_large payload_too_large 413
cookie_size session_cookie
csrf xss injection sql_injection
robots_txt noindex sitemap seo search_engine
redirect redirects redirected redirection redirect_loop
cache_control etag max_age
service_worker offline_cache old_bundle bundle chunk_not_found
javascript_error script_error type_error
app_store review_of_app store_review rejected_by_the_store
deep_link universal_link
notification_badge badge_count
barcode_reader qr_reader
keyboard layout_of_keyboard
memory_pressure working_set
file_lock lockfile_left stale_lock pid_file
symlink mount_point path_too_long
permission_bits umask owner_of_file
core_switch top_of_rack
air_gap usb stick
license_server licence_key activation
subscription_expired payment_method_expired credit_card_expired_at_vendor
invoice_unpaid unpaid bill_not_paid account_suspended suspended
domain_expired domain_registration registrar domain_lapsed
quota_of_api_keys project_quota
blob_lifecycle object_lock versioning
cross_site cross_account cross_region cross_tenant
blast_radius reach scope wider_than_intended
allow_list deny_list
spoiled poisoned poisoning tainted
backlog_of_work catch_up catching_up drained_slowly
drain drained draining graceful gracefully shutdown sigterm terminated
crash_on_startup fails_at_start init_container
liveness_probe readiness_probe
oom_score swap_off
noisy_tenant big_customer large_customer heavy_customer whale
poor_plan plan_flip statistics_outdated analyze analyse planner_statistics
full_table table_scan scanned whole_tables scan_of
hot_row hot_key hot_partition celebrity
write_amplification fsync flush_to_disk
double_write split_writes dual_write dual_writes
eventual_consistency read_your_writes inconsistent_reads
clock_source leap_smear
sampling sampled sample_rate dropped_samples
retention_of_metrics metric_cardinality cardinality labels_explosion
log_injection log_forging
alert_threshold threshold thresholds too_high too_low
escalation_policy second_level nobody_answered did_not_answer
phone_off out_of_reach unreachable_person asleep
bus_factor only_one_person single_expert one_person_knew
vendor_status status_page statuspage
incident_command commander incident_channel
communication_late customers_not_told silence_towards
";

/// What people do about failures: a line, a deed.
const DEEDS: &str = "\
alert alarm page page_someone notify warn warning pager alarms alerts paging tell_us email_us get_paged rings page_someone raise_an warned beep ring warns
monitor watch track observe detect dashboard graph measure gauge meter chart measured tracks
block stop refuse reject forbid disallow deny prohibit bar abort fail fails not_allow no_longer_allow never_allow stop_with must_stop not_accept may_not must_not must_fail rejected refused refuses halt never must_never cannot must_be_rejected may_only stop_scoring not_enter error
require force mandatory enforce insist compulsory confirm confirmation ask_for asks ask approval approve two_people second_person sign_off four_eyes double_check agreed yes human confirmed confirms consent only_after
automatic automatically itself themselves self_service acme on_its_own hands_free unattended by_itself by_a_job
test tests restore_last restored_every can_be_restored tested rehearse drill try trying exercise practise practice simulate simulator game_day try_out dry_run run_through test_call real_call drills trial
validate verify check scan scans scanning scanned try_signing lint prove inspect checks compare comparison sample reference reference_picture
limit cap bound throttle ceiling restrict rate_limit shed backpressure at_most no_more_than not_more_than no_more maximum gets_more_than lower_speed speed_limit daily_limit
remove delete drop retire decommission get_rid take_away switch_off turn_off disable abolish sunset eliminate scrap discard take_out must_not_be_part without
end kill terminate close cut expire ends expires ends_automatically goes_away disconnect force_a_reconnect
split separate isolate partition segregate own dedicated bulkhead decouple divide keep_apart apart separately aside stand_apart of_its_own of_their_own each_environment
rotate rotates reissue
renew renewal renews
swap replace_with another_vendor different_provider change_provider switch_to
retry back_off backoff jitter exponential exponentially wait_longer waiting_longer spread_out spread randomly randomise stagger
circuit_breaker trip fail_fast open_the_circuit
document write_down runbook playbook wiki describe instructions guide docs checklist
inventory list lists keep_a_list keep_an_inventory catalogue_of register_of lists rest_of_our
in_stages canary gradual gradually percent phased wave few_first small_share one_region_first step_by_step incremental progressive in_steps one_site_first one_location one_site pilot pilot_group few_machines few_devices rest_later small_volumes warm_up_new first_then others_later stage_changes then_the_others out_to_one
rollback revert undo roll_back back_out restore_previous
scale grow bigger enlarge more_capacity add_capacity expand provision autoscale headroom resize larger more_memory upsize double_the scale_up extend add_two buy raise reserve_instances
lower reduce decrease shorten smaller less
reserve guaranteed guarantee reserved share_of
add_a_cache cache_the cache_it memoise memoize
asynchronous asynchronously non_blocking not_block must_not_block in_the_background
warm prewarm preload precompute fill_ahead
deduplicate idempotent idempotency dedupe ignore_repeats only_once once_only unique_key process_once already_sent skip_those remember redelivered
timeout deadline time_limit time_out give_up_after give_up lock_timeout give_up_when within_two_seconds
lock mutex serialise single_writer one_at_a_time lease fencing fencing_token fencing_tokens by_means_of_a_token
atomic single_transaction one_operation atomically switch_over_at_once all_there one_atomic single_step
encrypt hash vault
scrub mask redact anonymise anonymize strip clean_of replace_device replace_tokens
exclude keep_out leave_out omit skip skips not_contain must_not_contain keep_from exempt
skip_and_report go_on set_aside dead_letter must_not_stop instead_of_aborting carry_on continue not_stop
tell_apart colour color banner distinguish visually look_different red differ
show shows number_of_rows list_separately lists_destructive says_how how_much
version_number versioned number_the give_it_a_version
move_to upgrade adopt move update
at_night at_night_only only_at_night outside_hours on_weekdays night_only
copy_to mirror offsite second_region replicate three_times copies
train teach course workshop brief
assign own_it name_an_owner responsible name_an rota
archive rotate_logs log_rotation trim retention keep_chat keep_the_last keep_ten keep_for
overlap for_a_week keep_the_old grace both_valid
pin freeze fix_the_version lock_the_version exact_version keep_the_version
explicit explicitly fix set_explicitly explicit_target in_the_base_image
fallback degrade_gracefully serve_stale stand_in
audit log_every log_who trace_every record_every
route_away do_not_read stop_reading not_read steer route
keep_deleted soft_delete restore_deleted recycle_bin
pooler pgbouncer
watchdog heartbeat heartbeats dead_man restarts reboot_themselves falls_silent
standard utc universal universal_time local_time represent everywhere throughout common_rule same_library one_common same_rounding uniform same
overwrite overwrites replace_a replace_instead replace
key_by keyed_by keyed cache_key every_cache_key into_the_key
break_the_cycle without_the_other independent
store persist durably durable rather_than_only
announce tell_people inform announcement
negotiate contract_for
allow let let_people make_possible offer able
replay apply_again applied_again reapply
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
