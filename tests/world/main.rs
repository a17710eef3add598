//! The world: people with several browsers each, tabs that die at any moment, disks that fail, files and links that
//! come late, twice or never. Whatever happens, what was called saved is there, the same heads show the same review,
//! and nothing private leaves.
//!
//! Each seed is one history of such a world. A failing one prints its story and can be run alone with `WORLD_SEED`;
//! `WORLD_SEEDS` sets how many are tried, `WORLD_FROM` from which on (`cargo xtask soak --seeds N` for many). `Sabotage` plants faults in what
//! joins the pieces together, one at a time, and each of them has to be found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![cfg(not(target_arch = "wasm32"))]

mod device;
mod dice;
#[path = "../support/disk.rs"]
mod disk;
#[path = "../support/search.rs"]
mod search;

use device::{Device, Sabotage};
use dice::Dice;
use second_story::exchange::export::json;
use second_story::exchange::gate::{Arrival, Input, Known, Request, Response, quarantine};
use second_story::exchange::published;
use second_story::review::PersonId;
use std::panic::AssertUnwindSafe;

/// Steps of one history.
const STEPS: usize = 300;
/// After so many steps the costly invariants are looked at.
const EACH: usize = 25;

/// A file somebody made, on its way to everybody.
struct Mail {
    bytes: Vec<u8>,
    to: usize,
}

struct World {
    dice: Dice,
    now_ms: i64,
    devices: Vec<Device>,
    mail: Vec<Mail>,
    story: Vec<String>,
    next: u64,
}

impl World {
    fn new(seed: u64, sabotage: Option<Sabotage>) -> World {
        let mut dice = Dice::new(seed);
        let count = 2 + dice.place(3);
        let mut world = World {
            dice,
            now_ms: 1_773_000_000_000,
            devices: Vec::new(),
            mail: Vec::new(),
            story: Vec::new(),
            next: 0,
        };
        for number in 0..count {
            let me = PersonId::new(format!("person{number}"));
            world.devices.push(Device::new(number, me, sabotage));
        }
        let (seed, now) = (world.dice.bytes(), world.now_ms);
        world.devices[0].begin(seed, &mut world.dice, now);
        world
    }

    fn tell(&mut self, what: String) {
        self.story.push(what);
    }

    /// One thing happens.
    fn step(&mut self) {
        // Clocks go on, and sometimes jump a day, either way.
        self.now_ms += i64::try_from(self.dice.roll(5_000)).unwrap();
        if self.dice.one_in(150) {
            self.now_ms += if self.dice.one_in(2) { 86_400_000 } else { -86_400_000 };
        }
        let who = self.dice.place(self.devices.len());
        self.next += 1;
        let (next, now) = (self.next, self.now_ms);
        let device = &mut self.devices[who];
        let dice = &mut self.dice;
        let told = match dice.roll(100) {
            0..38 => device.act(next, dice, now),
            38..58 => device.disk_turns(dice, now),
            58..64 => device.hear(dice),
            64..67 => device.retry(dice, now),
            67..70 => device.gather(dice),
            70..72 => device.tick(dice),
            72..75 => device.undo(dice, now),
            75..78 => device.open_tab(dice, now),
            78..80 => device.close_tab(dice),
            80..82 => device.kill_tab(dice),
            82..83 => {
                device.disk.full = !device.disk.full;
                format!("the disk of {who} {}", if device.disk.full { "is full" } else { "has room" })
            }
            83..84 => device.crash(dice, now),
            84..85 => device.keep_private(next),
            85..86 => device.take_back(dice, now),
            86..92 => self.send(who),
            _ => self.deliver(),
        };
        self.tell(format!("{who}: {told}"));
    }

    /// Somebody hands the review on: a file for somebody, perhaps twice, perhaps lost.
    fn send(&mut self, who: usize) -> String {
        let now = self.now_ms;
        let Some(document) = self.devices[who].leave(&mut self.dice, now) else { return "had nothing to send".into() };
        let bytes = published::file(&document, []);
        let found = search::strings_of_file(&bytes);
        for device in &self.devices {
            for private in &device.private {
                assert!(!found.iter().any(|text| text.contains(private)), "“{private}” is private and left");
            }
            for unseen in &device.reworded {
                assert!(!found.iter().any(|text| text.contains(unseen)), "“{unseen}” was reworded before it left");
            }
        }
        let to = self.dice.place(self.devices.len());
        match self.dice.roll(6) {
            0 => return "a file was lost".into(),
            1 => self.mail.push(Mail { bytes: bytes.clone(), to }),
            _ => {}
        }
        self.mail.push(Mail { bytes, to });
        format!("sent a file to {to}")
    }

    /// Some file arrives, whichever.
    fn deliver(&mut self) -> String {
        if self.mail.is_empty() {
            return "no post".into();
        }
        let place = self.dice.place(self.mail.len());
        let mail = self.mail.swap_remove(place);
        self.arrive(&mail.bytes, mail.to);
        format!("a file reached {}", mail.to)
    }

    fn arrive(&mut self, bytes: &[u8], to: usize) {
        let now = self.now_ms;
        let device = &mut self.devices[to];
        let known: Vec<Known> = device.known();
        let request = Request::new(Input::File(bytes.to_vec()), known);
        let response = Response::decode(&quarantine(&request.encode())).expect("what we wrote is let through");
        for arrival in response.arrivals {
            if let Arrival::Review(review) = arrival {
                device.take(&review, &mut self.dice, now);
            }
        }
    }

    /// Everything heals: all that is under way arrives, everybody hands everybody everything, until all are the same.
    fn heal(&mut self) {
        for device in &mut self.devices {
            device.disk.full = false;
        }
        while !self.mail.is_empty() {
            self.deliver();
        }
        for round in 0..8 {
            for who in 0..self.devices.len() {
                self.now_ms += 1_000;
                let now = self.now_ms;
                self.devices[who].settle(&mut self.dice, now);
                let Some(document) = self.devices[who].leave(&mut self.dice, now) else { continue };
                let file = published::file(&document, []);
                for to in 0..self.devices.len() {
                    if to != who {
                        self.arrive(&file, to);
                    }
                }
            }
            let now = self.now_ms;
            for device in &mut self.devices {
                device.settle(&mut self.dice, now);
            }
            let heads: Vec<_> = self.devices.iter().filter_map(Device::heads).collect();
            if heads.is_empty() {
                // The only one who had it lost it before anything was called saved.
                return;
            }
            if heads.len() == self.devices.len() && heads.windows(2).all(|pair| pair[0] == pair[1]) {
                return self.same(round);
            }
        }
        let have: Vec<String> = self.devices.iter().map(Device::told).collect();
        panic!("not the same after eight rounds of everybody handing everybody everything: {have:?}");
    }

    /// All show the same, and each still has what it was promised, after everything died once more.
    fn same(&mut self, _round: usize) {
        let exports: Vec<String> = self
            .devices
            .iter()
            .map(|device| json::write(device.view().unwrap(), &second_story::review::ReviewId::new("all")))
            .collect();
        assert!(exports.windows(2).all(|pair| pair[0] == pair[1]), "the same heads, other exports");
        let now = self.now_ms;
        for device in &mut self.devices {
            device.check(&mut self.dice);
            device.crash(&mut self.dice, now);
            device.check(&mut self.dice);
        }
    }

    fn run(&mut self) {
        for step in 0..STEPS {
            self.step();
            if step % EACH == EACH - 1 {
                for device in &mut self.devices {
                    device.check(&mut self.dice);
                }
            }
        }
        self.heal();
    }
}

/// Runs one history; where it fails, how it went and why.
fn history(seed: u64, sabotage: Option<Sabotage>) -> Result<World, (Vec<String>, String)> {
    let mut world = World::new(seed, sabotage);
    let ran = std::panic::catch_unwind(AssertUnwindSafe(|| world.run()));
    match ran {
        Ok(()) => Ok(world),
        Err(why) => {
            let why = why
                .downcast_ref::<String>()
                .cloned()
                .or_else(|| why.downcast_ref::<&str>().map(|text| (*text).to_owned()))
                .unwrap_or_default();
            Err((world.story, why))
        }
    }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn nothing_is_lost_and_nothing_leaks_in_any_history() {
    let seeds = match number("WORLD_SEED") {
        Some(seed) => seed..seed + 1,
        None => {
            let first = number("WORLD_FROM").unwrap_or(1);
            first..first + number("WORLD_SEEDS").unwrap_or(300)
        }
    };
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let halves: Vec<Vec<u64>> = (0..2).map(|half| seeds.clone().filter(|seed| seed % 2 == half).collect()).collect();
    let results: Vec<_> = std::thread::scope(|scope| {
        let run = |seeds: Vec<u64>| {
            move || {
                let mut promised = 0;
                for seed in seeds {
                    match history(seed, None) {
                        Ok(world) => promised += world.devices.iter().map(Device::promises).sum::<usize>(),
                        Err((story, why)) => return Err((seed, story, why)),
                    }
                }
                Ok(promised)
            }
        };
        let running: Vec<_> = halves.into_iter().map(|seeds| scope.spawn(run(seeds))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    std::panic::set_hook(quiet);
    let mut promised = 0;
    for result in results {
        match result {
            Ok(count) => promised += count,
            Err((seed, story, why)) => {
                let tail = story
                    .len()
                    .saturating_sub(number("WORLD_TAIL").and_then(|tail| usize::try_from(tail).ok()).unwrap_or(60));
                panic!("{}\n\n{why}\nrun it alone with WORLD_SEED={seed}", story[tail..].join("\n"));
            }
        }
    }
    println!("{} histories, {promised} promises kept", seeds.count());
}

#[test]
fn each_planted_fault_is_found() {
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let most = number("WORLD_SEEDS").unwrap_or(2_000);
    let missed: Vec<String> = Sabotage::ALL
        .iter()
        .filter_map(|sabotage| {
            let found = (1..=most).find_map(|seed| Some((seed, history(seed, Some(*sabotage)).err()?.1)));
            match &found {
                Some((seed, why)) => {
                    let first: String = why.lines().next().unwrap_or_default().chars().take(160).collect();
                    println!("{sabotage:?}: found by seed {seed}: {first}");
                }
                None => println!("{sabotage:?}: not found"),
            }
            found.is_none().then(|| format!("{sabotage:?}"))
        })
        .collect();
    std::panic::set_hook(quiet);
    assert!(missed.is_empty(), "not found within {most} histories: {missed:?}");
}
