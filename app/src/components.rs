//! One component a file: part of a view in, messages out.

pub mod catalogue;
pub mod fault_panel;
pub mod goals;
pub mod header;
pub mod icon;
pub mod keys;
pub mod lab_panel;
pub mod lab_text;
pub mod map;
pub mod node_card;
pub mod passport;
pub mod player;
pub mod prompt;
pub mod task_chip;
pub mod terminal;
pub mod terminal_area;
pub mod time_bar;
