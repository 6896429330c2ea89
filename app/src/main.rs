//! Mounts the page. Everything it shows is in the library, which the browser tests mount too.

fn main() {
    yew::Renderer::<app::App>::new().render();
}
