//! A wire to a sync server: a WebSocket. Closed when dropped.

use super::webrtc::Heard;
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, Event, MessageEvent, WebSocket};

/// The wire.
pub struct Socket {
    socket: WebSocket,
    _calls: Vec<Closure<dyn FnMut(Event)>>,
    _message: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onclose(None);
        self.socket.set_onmessage(None);
        let _ = self.socket.close();
    }
}

impl Socket {
    /// Opens it; what becomes of it is heard.
    pub fn open(address: &str, hear: impl Fn(Heard) + Clone + 'static) -> Option<Socket> {
        let socket = WebSocket::new(address).ok()?;
        socket.set_binary_type(BinaryType::Arraybuffer);
        let call = |heard: Heard| {
            let hear = hear.clone();
            Closure::<dyn FnMut(Event)>::new(move |_| hear(heard.clone()))
        };
        let (opened, closed) = (call(Heard::Opened), call(Heard::Closed));
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok(buffer) = event.data().dyn_into::<ArrayBuffer>() {
                hear(Heard::Message(Uint8Array::new(&buffer).to_vec()));
            }
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        Some(Socket { socket, _calls: vec![opened, closed], _message: message })
    }

    /// Sends a message; nothing where it is not open.
    pub fn send(&self, message: &[u8]) {
        let _ = self.socket.send_with_u8_array(message);
    }
}
