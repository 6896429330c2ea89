//! Each wrong a wire can have, as a row: what of a thousand messages arrives, and how.

use super::*;

const WIRE: Wire = Wire {
    from: MachineId(0),
    to: MachineId(1),
};
const BACK: Wire = Wire {
    from: MachineId(1),
    to: MachineId(0),
};

fn wires() -> Wires {
    Wires::new(Latency::default(), Rng::stream(1, "wires"))
}

#[test]
fn a_stream_keeps_its_order_on_every_wire() {
    let delay = Latency {
        base: Duration::from_millis(20),
        jitter: Duration::from_millis(50),
    };
    let poor = Quality {
        delay,
        loss: 200,
        duplication: 500,
        reordering: 500,
    };
    for quality in [Quality::default(), poor] {
        let mut wires = wires();
        wires.set_quality(WIRE, quality);
        let mut last = Instant::START;
        for nanos in 0..1000 {
            let Some(at) = wires.stream(Instant::from_nanos(nanos), WIRE) else {
                continue;
            };
            assert!(at >= last);
            last = at;
        }
        let usual = Duration::from_micros(500);
        assert!(last.elapsed() >= quality.delay.base);
        assert_eq!(
            last.elapsed() > usual + usual,
            quality != Quality::default()
        );
    }
}

/// Of a thousand datagrams: how many come, how many twice, how many are overtaken.
fn count(quality: Quality) -> (usize, usize, usize) {
    let mut wires = wires();
    wires.set_quality(WIRE, quality);
    let (mut come, mut twice, mut overtaken) = (0, 0, 0);
    let mut last = Instant::START;
    for millis in 0..1000 {
        let sent = Instant::START + Duration::from_millis(millis);
        let arrivals = wires.datagram(sent, WIRE);
        come += usize::from(!arrivals.is_empty());
        twice += usize::from(arrivals.len() == 2);
        for at in arrivals {
            overtaken += usize::from(at < last);
            last = last.max(at);
        }
    }
    (come, twice, overtaken)
}

#[test]
fn a_datagram_is_lost_doubled_or_overtaken_as_often_as_the_wire_says() {
    let good = Quality::default();
    assert_eq!(count(good), (1000, 0, 0));
    let rows = [
        (Quality { loss: 300, ..good }, 650..750, 0..1, 0..1),
        (
            Quality {
                duplication: 300,
                ..good
            },
            1000..1001,
            250..350,
            0..1,
        ),
        (
            Quality {
                reordering: 100,
                ..good
            },
            1000..1001,
            0..1,
            100..1000,
        ),
        (Quality { loss: 1000, ..good }, 0..1, 0..1, 0..1),
    ];
    for (quality, come, twice, overtaken) in rows {
        let counted = count(quality);
        assert!(come.contains(&counted.0), "{quality:?}: {counted:?} come");
        assert!(twice.contains(&counted.1), "{quality:?}: {counted:?} twice");
        assert!(
            overtaken.contains(&counted.2),
            "{quality:?}: {counted:?} overtaken"
        );
    }
}

#[test]
fn a_stream_over_a_lossy_wire_is_late_and_over_a_dead_one_never_there() {
    let mut wires = wires();
    let good = Quality::default();
    wires.set_quality(WIRE, Quality { loss: 500, ..good });
    let late = (0..100).filter_map(|_| wires.stream(Instant::START, WIRE));
    assert!(late.into_iter().any(|at| at.elapsed() >= RETRANSMISSION));
    wires.set_quality(WIRE, Quality { loss: 1000, ..good });
    assert_eq!(wires.stream(Instant::START, WIRE), None);
}

#[test]
fn what_is_cut_is_cut_in_one_direction_until_it_is_mended() {
    let mut wires = wires();
    wires.cut(WIRE);
    assert_eq!(wires.stream(Instant::START, WIRE), None);
    assert_eq!(wires.datagram(Instant::START, WIRE), []);
    assert!(wires.stream(Instant::START, BACK).is_some());
    wires.mend(WIRE);
    assert!(wires.carries(WIRE.from, WIRE.to));
    wires.unplug(WIRE.to);
    assert!(!wires.carries(WIRE.from, WIRE.to) && !wires.carries(BACK.from, BACK.to));
    assert!(wires.carries(WIRE.to, WIRE.to), "a machine reaches itself");
}
