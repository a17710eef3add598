//! What others wrote, read in.

pub mod example;
pub mod json;
pub mod paste;
pub mod people;
pub mod secrets;
