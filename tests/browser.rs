//! The page in a real browser: mount it, wait, read what a person reads.
//!
//! `cargo xtask test wasm` runs this in headless Chromium through wasm-bindgen-test. On any other
//! target the file is empty. What spans pages, reloads and languages is tested in `e2e/` instead.
#![cfg(target_arch = "wasm32")]

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn the_page_can_be_mounted() {
    let document = web_sys::window()
        .and_then(|window| window.document())
        .expect("run_in_browser gives a window with a document");
    let root = document.create_element("div").expect("div is a valid name");
    yew::Renderer::<app::app::App>::with_root(root.clone()).render();
    yew::platform::time::sleep(std::time::Duration::ZERO).await;
    assert!(root.first_element_child().is_some(), "something is drawn");
}
