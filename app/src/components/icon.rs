//! Small pictures beside words, drawn by ourselves: no font is sure to have the letters for them.

use yew::prelude::*;

/// What is pictured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Play,
    Pause,
    /// To the next event.
    Step,
    /// Over a while.
    Skip,
    Fault,
}

impl Icon {
    /// Drawn in a square of 16 by 16.
    fn path(self) -> &'static str {
        match self {
            Icon::Play => "M4 2.5v11l9-5.5z",
            Icon::Pause => "M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z",
            Icon::Step => "M3 2.5v11l7.5-5.5zM11 2.5h2v11h-2z",
            Icon::Skip => "M1.5 2.5v11L8 8zM8 2.5v11L14.5 8z",
            Icon::Fault => "M9.5 1 3 9h4l-.5 6L13 7H9z",
        }
    }

    /// The picture; what it means must be said in words beside it.
    pub fn view(self) -> Html {
        html! {
            <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <path d={self.path()} fill="currentColor" />
            </svg>
        }
    }
}
