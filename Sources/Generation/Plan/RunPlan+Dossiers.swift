/// The steps of a dossier that change its status, in order; the number is the event's variant.
enum DossierStep: UInt8 {
    case received, inProcess, supplementAsked, supplementGiven, ended, resultReturned
}

// A month's dossiers: received on its working days, then each class of procedures at its speed.
extension RunPlan {
    mutating func addDossiers(_ dossiers: Dossiers, _ month: Int) {
        let order = dossiers.orders[month]
        let received = dossiers.clocks[month]
        add([Lane(.dossierReceived, month: month, clock: received, order: order)], holding: dossiers.count)
        addStep(.received, received.delayed(days: 0, seconds: 180), month, order)
        addStep(.inProcess, received.delayed(days: 0, seconds: 45 * 60), month, order)

        var finished = Dossiers.stopped
        finished.isLeftOut = true
        for (index, speed) in Dossiers.speeds.enumerated() {
            let count = Lane(.dossierStatus, month: month, clock: received, order: order).every(Dossiers.speeds.count, from: index)
                .positions
            if speed.takes >= Dossiers.supplementTakesMin {
                for (step, days) in [(DossierStep.supplementAsked, 2), (.supplementGiven, 4)] {
                    addStep(step, received.delayed(days: days), month, order, ofClass: index, count, Dossiers.supplemented)
                }
            }
            let ended = received.delayed(days: speed.takes)
            addStep(.ended, ended.delayed(days: 0, seconds: 60), month, order, ofClass: index, count, nil)
            addStep(.resultReturned, ended.delayed(days: 1), month, order, ofClass: index, count, finished)
            var completed = Lane(.dossierCompleted, month: month, clock: ended, order: order).every(Dossiers.speeds.count, from: index)
            completed.beat = finished
            add([completed], holding: finished.count(of: count))
        }

        // The portal sends the reception again, two working days later, with what was wrong.
        var corrected = Lane(.dossierReceived, variant: 1, month: month, clock: received.delayed(days: 2), order: order)
        let limit = PlantingRates.part(options.rates.corrections, of: dossiers.count)
        corrected.choice = Lane.Choice(
            order: Permutation(count: dossiers.count, key: mixer.hash(.corrected, 1, UInt64(month))), limit: limit)
        add([corrected], holding: limit)
    }

    private mutating func addStep(_ step: DossierStep, _ clock: LaneClock, _ month: Int, _ order: Permutation) {
        let lane = Lane(.dossierStatus, variant: step.rawValue, month: month, clock: clock, order: order)
        add([lane], holding: lane.positions, areSpare: true)
    }

    private mutating func addStep(
        _ step: DossierStep, _ clock: LaneClock, _ month: Int, _ order: Permutation, ofClass index: Int, _ count: Int, _ beat: Lane.Beat?
    ) {
        var lane = Lane(.dossierStatus, variant: step.rawValue, month: month, clock: clock, order: order)
            .every(Dossiers.speeds.count, from: index)
        lane.beat = beat
        add([lane], holding: beat?.count(of: count) ?? count, areSpare: true)
    }
}

extension Lane {
    /// Only each `stride`-th position.
    fileprivate func every(_ stride: Int, from first: Int) -> Lane {
        var lane = self
        lane.first = first
        lane.stride = stride
        return lane
    }
}
