//! A wire between two browsers: a data channel, described by hand.
//!
//! Promises: whole messages arrive whole and in order; more than a wire can take waits here; when this is dropped the
//! wire is closed and nothing more is heard of it. It never shows or takes a browser's own description: only what
//! [`Description`] makes of it.
//!
//! An end that answers gives up within seconds while people still carry its answer by hand, unless it keeps hearing of
//! ways to try: until it is connected it is told, again and again, of an address that no network has (192.0.2.1, kept
//! free for documentation).

use super::page::{self, Waiting};
use crate::exchange::live::chunks::{self, Joiner};
use crate::exchange::live::signal::{Description, NotADescription};
use js_sys::{Array, ArrayBuffer, Object, Reflect, Uint8Array};
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, MessageEvent, RtcConfiguration, RtcDataChannel, RtcDataChannelInit, RtcDataChannelState, RtcDataChannelType,
    RtcIceCandidateInit, RtcIceGatheringState, RtcPeerConnection, RtcPeerConnectionState, RtcSdpType,
    RtcSessionDescriptionInit,
};

/// How long ways to be reached are collected, at most, in milliseconds.
const GATHER_MS: u32 = 3_000;
/// How often an end that waits hears of another way to try.
const ALIVE_MS: u32 = 3_000;
/// More than so many bytes are not given to the browser at once.
const BUFFER: u32 = 1 << 20;
/// And when so few are left of them, it is given more.
const LOW: u32 = 256 << 10;
/// A wire for which more waits than this is not taking anything: it is closed.
const MOST_WAITING: usize = 128 << 20;

/// What is heard of a wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It is open.
    Opened,
    /// A whole message.
    Message(Vec<u8>),
    /// It is closed, or cannot be opened.
    Closed,
}

/// Why there is no wire.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The browser lacks this, or refuses it.
    #[error("This browser does not open a direct wire to another one ({0}). Send the file instead.")]
    Unavailable(String),
    /// It describes its end in a way that is not understood.
    #[error("{0} Send the file instead.")]
    Description(#[from] NotADescription),
}

fn unavailable(error: JsValue) -> WireError {
    let said = Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
    WireError::Unavailable(said.unwrap_or_else(|| "it gives no reason".to_owned()))
}

/// Whether this browser has such wires at all.
pub fn exists() -> bool {
    page::window().is_some_and(|window| Reflect::has(&window, &"RTCPeerConnection".into()).unwrap_or(false))
}

type Hear = Rc<dyn Fn(Heard)>;

struct Shared {
    peer: RtcPeerConnection,
    channel: RtcDataChannel,
    waiting: RefCell<VecDeque<Vec<u8>>>,
    waiting_bytes: Cell<usize>,
    joiner: RefCell<Joiner>,
    hear: Hear,
    over: Cell<bool>,
    alive: RefCell<Option<Waiting>>,
}

/// One end of a wire. It is closed when this is dropped.
pub struct End {
    shared: Rc<Shared>,
    _calls: Vec<Closure<dyn FnMut(Event)>>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for End {
    fn drop(&mut self) {
        self.shared.over.set(true);
        self.shared.alive.borrow_mut().take();
        let Shared { channel, peer, .. } = &*self.shared;
        channel.set_onopen(None);
        channel.set_onclose(None);
        channel.set_onmessage(None);
        channel.set_onbufferedamountlow(None);
        peer.set_onconnectionstatechange(None);
        channel.close();
        peer.close();
    }
}

impl End {
    /// An end that others can be invited to, and how it is to be reached.
    ///
    /// # Errors
    /// Where the browser opens no wires.
    pub async fn offer(stun: &[String], hear: impl Fn(Heard) + 'static) -> Result<(End, Description), WireError> {
        let end = End::new(stun, Rc::new(hear))?;
        let peer = end.shared.peer.clone();
        let offer = JsFuture::from(peer.create_offer()).await.map_err(unavailable)?;
        end.stand_by(&offer).await?;
        let description = end.described()?;
        Ok((end, description))
    }

    /// An end that answers an offer, and how it is to be reached. It waits until the offerer has heard of it.
    ///
    /// # Errors
    /// Where the browser opens no wires, or does not take the offer.
    pub async fn answer(
        stun: &[String],
        offer: &Description,
        hear: impl Fn(Heard) + 'static,
    ) -> Result<(End, Description), WireError> {
        let end = End::new(stun, Rc::new(hear))?;
        describe(&end.shared.peer, RtcSdpType::Offer, offer).await?;
        let answer = JsFuture::from(end.shared.peer.create_answer()).await.map_err(unavailable)?;
        end.stand_by(&answer).await?;
        keep_alive(&end.shared);
        let description = end.described()?;
        Ok((end, description))
    }

    /// The other end has answered: what it takes to accept that, apart from the end itself, so that whoever waits for it
    /// holds nothing.
    ///
    /// # Errors
    /// Where the browser does not take the answer.
    pub fn accepting(&self, answer: &Description) -> impl Future<Output = Result<(), WireError>> + use<> {
        let (peer, answer) = (self.shared.peer.clone(), answer.clone());
        async move { describe(&peer, RtcSdpType::Answer, &answer).await }
    }

    /// Sends a message, as soon as the wire can take it.
    pub fn send(&self, message: &[u8]) {
        let shared = &self.shared;
        for piece in chunks::split(message) {
            shared.waiting_bytes.set(shared.waiting_bytes.get().saturating_add(piece.len()));
            shared.waiting.borrow_mut().push_back(piece);
        }
        if shared.waiting_bytes.get() > MOST_WAITING {
            over(shared);
            return;
        }
        pump(shared);
    }

    fn new(stun: &[String], hear: Hear) -> Result<End, WireError> {
        if !exists() {
            return Err(WireError::Unavailable("it has no such wires".to_owned()));
        }
        let settings = RtcConfiguration::new();
        if !stun.is_empty() {
            let server = Object::new();
            let addresses: Array = stun.iter().map(|address| JsValue::from_str(address)).collect();
            let _ = Reflect::set(&server, &"urls".into(), &addresses);
            settings.set_ice_servers(&Array::of1(&server));
        }
        let peer = RtcPeerConnection::new_with_configuration(&settings).map_err(unavailable)?;
        // Both ends know the one channel by its number, so that nothing has to be said about it.
        let channel = RtcDataChannelInit::new();
        channel.set_negotiated(true);
        channel.set_id(0);
        let channel = peer.create_data_channel_with_data_channel_dict("second-story", &channel);
        channel.set_binary_type(RtcDataChannelType::Arraybuffer);
        channel.set_buffered_amount_low_threshold(LOW);
        let shared = Rc::new(Shared {
            peer,
            channel,
            waiting: RefCell::default(),
            waiting_bytes: Cell::new(0),
            joiner: RefCell::default(),
            hear,
            over: Cell::new(false),
            alive: RefCell::default(),
        });
        let call = |act: fn(&Rc<Shared>)| {
            let shared = Rc::downgrade(&shared);
            Closure::<dyn FnMut(Event)>::new(move |_| {
                if let Some(shared) = shared.upgrade() {
                    act(&shared);
                }
            })
        };
        let opened = call(|shared| {
            shared.alive.borrow_mut().take();
            (shared.hear)(Heard::Opened);
            pump(shared);
        });
        let closed = call(over);
        let low = call(pump);
        let state = call(|shared| {
            if matches!(shared.peer.connection_state(), RtcPeerConnectionState::Failed | RtcPeerConnectionState::Closed)
            {
                over(shared);
            }
        });
        let weak = Rc::downgrade(&shared);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(shared) = weak.upgrade() {
                received(&shared, &event);
            }
        });
        let Shared { channel, peer, .. } = &*shared;
        channel.set_onopen(Some(opened.as_ref().unchecked_ref()));
        channel.set_onclose(Some(closed.as_ref().unchecked_ref()));
        channel.set_onbufferedamountlow(Some(low.as_ref().unchecked_ref()));
        channel.set_onmessage(Some(message.as_ref().unchecked_ref()));
        peer.set_onconnectionstatechange(Some(state.as_ref().unchecked_ref()));
        Ok(End { shared, _calls: vec![opened, closed, low, state], _message: message })
    }

    /// Takes this end's own description and waits until it says where it can be reached.
    async fn stand_by(&self, description: &JsValue) -> Result<(), WireError> {
        let peer = &self.shared.peer;
        JsFuture::from(peer.set_local_description(description.unchecked_ref())).await.map_err(unavailable)?;
        let mut waited = 0;
        while peer.ice_gathering_state() != RtcIceGatheringState::Complete && waited < GATHER_MS {
            page::sleep_ms(50).await;
            waited += 50;
        }
        Ok(())
    }

    fn described(&self) -> Result<Description, WireError> {
        let sdp = self.shared.peer.local_description().map(|description| description.sdp()).unwrap_or_default();
        Ok(Description::from_sdp(&sdp)?)
    }
}

async fn describe(peer: &RtcPeerConnection, kind: RtcSdpType, description: &Description) -> Result<(), WireError> {
    let other = RtcSessionDescriptionInit::new(kind);
    other.set_sdp(&description.to_sdp());
    JsFuture::from(peer.set_remote_description(&other)).await.map_err(unavailable)?;
    Ok(())
}

fn over(shared: &Rc<Shared>) {
    if !shared.over.replace(true) {
        shared.alive.borrow_mut().take();
        (shared.hear)(Heard::Closed);
    }
}

fn received(shared: &Rc<Shared>, event: &MessageEvent) {
    let piece = match event.data().dyn_into::<ArrayBuffer>() {
        Ok(buffer) => Uint8Array::new(&buffer).to_vec(),
        Err(_) => Vec::new(),
    };
    let joined = shared.joiner.borrow_mut().take(&piece);
    match joined {
        Ok(Some(message)) => (shared.hear)(Heard::Message(message)),
        Ok(None) => {}
        Err(_) => over(shared),
    }
}

/// Gives the browser as much as it should hold.
fn pump(shared: &Rc<Shared>) {
    while shared.channel.ready_state() == RtcDataChannelState::Open && shared.channel.buffered_amount() < BUFFER {
        let Some(piece) = shared.waiting.borrow_mut().pop_front() else { return };
        shared.waiting_bytes.set(shared.waiting_bytes.get().saturating_sub(piece.len()));
        if shared.channel.send_with_u8_array(&piece).is_err() {
            over(shared);
            return;
        }
    }
}

/// Tells an end that waits of one more way to try, until it is open.
fn keep_alive(shared: &Rc<Shared>) {
    let weak = Rc::downgrade(shared);
    let timer = page::after_ms(ALIVE_MS, move || {
        let Some(shared) = weak.upgrade() else { return };
        if shared.over.get() || shared.channel.ready_state() == RtcDataChannelState::Open {
            return;
        }
        let candidate = RtcIceCandidateInit::new("candidate:9 1 udp 1 192.0.2.1 9 typ host");
        candidate.set_sdp_mid(Some("0"));
        let told = shared.peer.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&candidate));
        page::spawn(async move {
            // A browser that does not take it will say so itself by giving up.
            let _ = JsFuture::from(told).await;
        });
        keep_alive(&shared);
    });
    *shared.alive.borrow_mut() = timer;
}
