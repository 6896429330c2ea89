//! What you see: Yew components that draw the engine's views and send one message type.
//!
//! [`app::App`] owns the session and is the only one that touches it; every other component gets a
//! part of a view and gives messages. Nothing about Swarm is decided here.
#![forbid(unsafe_code)]
#![allow(
    clippy::float_arithmetic,
    reason = "the browser counts its frames in milliseconds"
)]

pub mod app;

mod components;
mod news;
mod paste;
mod playback;
mod route;
mod stage;
mod storage;
mod words;
