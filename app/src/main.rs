//! Mounts the page. Everything it shows is in the library, which the browser tests mount too.

fn main() {
    app::app::show_panics();
    yew::Renderer::<app::app::App>::new().render();
}
