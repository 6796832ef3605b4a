//! Builds anew when the page of `tongda serve` was built anew. It may be absent: see `web/`.

fn main() {
    println!("cargo:rerun-if-changed=web/dist");
}
