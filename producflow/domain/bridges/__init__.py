"""Why did it change? The difference between two periods, split exactly into causes, machine by machine.

Every bridge here adds up to the difference with no residual, for whatever figures it is given: zeros, machines that
stood all the time, and machines that reported in one of the two periods only, which get bars of their own.

Notes
-----
Products are split by the Shapley value: each factor's effect is averaged over all orders in which the factors could
have changed, so no order is favoured and nothing is left over. Shapley, A value for n-person games (1953); for such
decompositions Sun, Energy Economics 20 (1998) and Albrecht, Francois, Schoors, Energy Policy 30 (2002). The logarithmic
mean Divisia index (Ang, Energy Policy 32, 2004) is exact as well, but takes logarithms of every factor, and a machine
that stood for a whole period has a factor of 0.

Averages over machines are split into what changed within the machines and what changed in their weights (Bennet,
Journal of the Royal Statistical Society 83, 1920, which is the Shapley value of the two); machines that came or went
are measured against those that stayed, in their own period (Melitz, Polanec, RAND Journal of Economics 46, 2015).
"""
