#Requires -Version 4.0
#Requires -RunAsAdministrator
# Takes back the changes of cluster.disruptive.ps1: 2 settings of one cluster, the last one first.
# Add -WhatIf to see what would be changed. Each change gives one line of output: redirect it to keep a log.
# It goes back to what cluster.disruptive.state.json recorded, and where that says nothing to what the inventory said.
# It interrupts traffic: NICs restart, or a switch is recreated. Drain the host first, and work at its console. Where the
# only path to Management would be cut, nothing is done without -AllowManagementLoss.

[CmdletBinding(SupportsShouldProcess)]
param([switch]$AllowManagementLoss)
Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
$tally = @{ changed = 0; same = 0; skipped = 0; failed = 0 }

$expected = 'lab'
$label = $expected.Split('.')[0]
$cluster = (Get-Cluster -ErrorAction Stop).Name
if ($cluster -ne $label) {
    throw "This script is for the cluster $label, and this host is of $cluster. Nothing was changed."
}

$recordPath = Join-Path $PSScriptRoot 'cluster.disruptive.state.json'

function Write-Line([string]$Text) {
    Write-Output ($Text -replace '[\x00-\x1f\x7f\x85\u2028\u2029]', '?')
}

function ConvertTo-Text($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [bool]) { return $Value.ToString().ToLowerInvariant() }
    return [string]$Value
}

function ConvertFrom-Text($Text) {
    switch -CaseSensitive ($Text) {
        '' { return $null }
        'true' { return $true }
        'false' { return $false }
        default { return $Text }
    }
}

# The first of these properties that the object has: what they are called differs between versions of Windows.
function Read-Property($Object, [string[]]$Names) {
    foreach ($name in $Names) {
        $property = $Object.PSObject.Properties[$name]
        if ($null -ne $property) { return $property.Value }
    }
    throw "This version of Windows does not know $($Names[-1])."
}

function Select-Single($Found, [string]$What) {
    if ($Found.Count -ne 1) { throw "There are $($Found.Count) of $What here, not one." }
    return $Found[0]
}

function Get-Key([string]$Kind, [hashtable]$Target, [string]$Setting) {
    $parts = @($Target.Keys | Sort-Object | ForEach-Object { "$_=$($Target[$_])" })
    return (@($Setting, $Kind) + $parts) -join '|'
}

function Read-Records {
    $records = @{}
    if (Test-Path -LiteralPath $recordPath) {
        foreach ($record in (Get-Content -LiteralPath $recordPath -Raw -Encoding UTF8 | ConvertFrom-Json)) {
            $records[$record.Key] = $record
        }
    }
    return $records
}

# Written before the setting is touched, under another name first, so that an interruption loses nothing.
function Save-Record([string]$Key, [string]$Before, [string]$After) {
    $records = Read-Records
    $records[$Key] = [pscustomobject]@{ Key = $Key; Before = $Before; After = $After }
    ConvertTo-Json -InputObject @($records.Values) | Set-Content -LiteralPath "$recordPath.new" -Encoding UTF8
    Move-Item -LiteralPath "$recordPath.new" -Destination $recordPath -Force
}

function Step-Setting([string]$Kind, [hashtable]$Target, [string]$Setting, $Wanted, [string]$Label, [bool]$Record) {
    $what = "$Setting of $Label"
    $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
    $to = ConvertTo-Text $Wanted
    if ($now -eq $to) {
        $tally['same']++
        Write-Line "same     $what is $now"
        return
    }
    if (-not $PSCmdlet.ShouldProcess($what, "change from '$now' to '$to'")) {
        $tally['skipped']++
        return
    }
    if ($Record) { Save-Record (Get-Key $Kind $Target $Setting) $now $to }
    & "Write-$Kind" $Target $Setting $Wanted | Out-Null
    $tally['changed']++
    Write-Line "changed  $what from $now to $to"
}

function Write-Failure([string]$What, $Failure) {
    if ($Failure.Exception -is [System.Management.Automation.ItemNotFoundException]) {
        $tally['skipped']++
        Write-Line "skipped  $What because $($Failure.Exception.Message)"
        return
    }
    $tally['failed']++
    Write-Line "failed   $What because $($Failure.Exception.Message)"
}

function Exit-WithSummary {
    Write-Line "$($tally['changed']) changed, $($tally['same']) already so, $($tally['skipped']) skipped, $($tally['failed']) failed"
    if ($tally['failed'] -gt 0) { exit 1 }
    exit 0
}

function Undo-Change([string]$Kind, [hashtable]$Target, [string]$Setting, $Proposed, [string]$Label, $Was) {
    $what = "$Setting of $Label"
    try {
        $record = (Read-Records)[(Get-Key $Kind $Target $Setting)]
        $applied = ConvertTo-Text $Proposed
        if ($null -ne $record -and $record.After -eq $applied) { $before = ConvertFrom-Text $record.Before }
        elseif ($PSBoundParameters.ContainsKey('Was')) { $before = $Was }
        else { throw (New-Object System.Management.Automation.ItemNotFoundException 'nobody recorded what it was.') }
        $now = ConvertTo-Text (& "Read-$Kind" $Target $Setting)
        if ($now -ne $applied -and $now -ne (ConvertTo-Text $before)) {
            throw (New-Object System.Management.Automation.ItemNotFoundException "it is $now by now, not $applied as applied.")
        }
        Step-Setting $Kind $Target $Setting $before $Label $false
    } catch { Write-Failure $what $_ }
}

function Get-SwitchAdapter([string]$SwitchName) {
    $devices = @(Get-VMNetworkAdapter -ManagementOS -ErrorAction Stop | Where-Object { $_.SwitchName -eq $SwitchName } | ForEach-Object { $_.DeviceId })
    return @(Get-NetAdapter -ErrorAction Stop | Where-Object { $devices -contains $_.DeviceID } | ForEach-Object { $_.Name })
}

function Get-Dependent([string]$Name) {
    $lost = @($Name)
    $up = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Status -eq 'Up' })
    foreach ($team in @(Get-NetLbfoTeam -ErrorAction SilentlyContinue)) {
        $others = @($up | Where-Object { $_.Name -ne $Name -and @($team.Members) -contains $_.Name })
        if (@($team.Members) -contains $Name -and $others.Count -eq 0) { $lost += @($team.TeamNics) }
    }
    foreach ($each in @(Get-VMSwitch -SwitchType External -ErrorAction Stop)) {
        $uplinks = @(Get-NetAdapter -ErrorAction Stop | Where-Object { @($each.NetAdapterInterfaceDescriptions) -contains $_.InterfaceDescription } | ForEach-Object { $_.Name })
        $touched = @($uplinks | Where-Object { $lost -contains $_ })
        $others = @($up | Where-Object { $uplinks -contains $_.Name -and $lost -notcontains $_.Name })
        if ($touched.Count -gt 0 -and $others.Count -eq 0) { $lost += @(Get-SwitchAdapter $each.Name) }
    }
    return $lost
}

function Assert-ManagementStays([string[]]$Lost) {
    if ($AllowManagementLoss) { return }
    $routed = @(Get-NetRoute -ErrorAction Stop | Where-Object { @('0.0.0.0/0', '::/0') -contains $_.DestinationPrefix } | ForEach-Object { $_.InterfaceIndex })
    $paths = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $_.Status -eq 'Up' -and $Lost -notcontains $_.Name -and $routed -contains $_.InterfaceIndex })
    if ($paths.Count -eq 0) {
        throw 'no second path to Management is up. Work at the console of the host and add -AllowManagementLoss, or open another path.'
    }
}

function Copy-Override($Old, $New, [string]$But) {
    if ($null -eq $Old) { return }
    foreach ($property in $Old.PSObject.Properties) {
        if ($null -eq $property.Value -or @($But, 'InstanceId', 'ObjectVersion') -contains $property.Name) { continue }
        if ($null -ne $New.PSObject.Properties[$property.Name]) { $New.($property.Name) = $property.Value }
    }
}

function Find-Intent([string]$Nic) {
    $found = @(Get-NetIntent -ErrorAction Stop | Where-Object { @($_.NetAdapterNamesAsList) -contains $Nic })
    return Select-Single $found "the intent of the NIC $Nic"
}

# The NICs of an intent restart together, and what hangs on them goes with them.
function Get-IntentDependent($Intent) {
    $lost = @($Intent.NetAdapterNamesAsList)
    $devices = @(Get-NetAdapter -ErrorAction Stop | Where-Object { $lost -contains $_.Name } | ForEach-Object { $_.InterfaceDescription })
    foreach ($each in @(Get-VMSwitch -SwitchType External -ErrorAction Stop)) {
        $touched = @(@($each.NetAdapterInterfaceDescriptions) | Where-Object { $devices -contains $_ })
        if ($touched.Count -gt 0) { $lost += @(Get-SwitchAdapter $each.Name) }
    }
    return $lost
}

function Get-OverrideForm([string]$Setting) {
    if ($Setting -eq '*JumboPacket') {
        return @{ Now = 'AdapterAdvancedParametersOverride'; New = 'New-NetIntentAdapterPropertyOverrides'; Parameter = 'AdapterPropertyOverrides'; Name = 'JumboPacket' }
    }
    if ($Setting.StartsWith('NetAdapterRss.')) {
        $name = $Setting.Split('.')[1]
        if ($name -eq 'Enabled') { $name = 'RssEnabled' }
        return @{ Now = 'RssConfigOverride'; New = 'New-NetIntentAdapterRssOverrides'; Parameter = 'AdapterRssOverrides'; Name = $name }
    }
    return @{ Now = 'QosPolicyOverride'; New = 'New-NetIntentQosPolicyOverrides'; Parameter = 'QosPolicyOverrides'; Name = $Setting }
}

function Read-AtcIntent([hashtable]$Target, [string]$Setting) {
    $form = Get-OverrideForm $Setting
    $override = Read-Property (Find-Intent $Target['Nic']) @($form['Now'])
    if ($null -eq $override) { return $null }
    return Read-Property $override @($form['Name'])
}

function Write-AtcIntent([hashtable]$Target, [string]$Setting, $Value) {
    $form = Get-OverrideForm $Setting
    $intent = Find-Intent $Target['Nic']
    if ($form['Now'] -ne 'QosPolicyOverride') { Assert-ManagementStays @(Get-IntentDependent $intent) }
    $override = & $form['New'] -ErrorAction Stop
    Copy-Override (Read-Property $intent @($form['Now'])) $override $form['Name']
    if ($null -ne $Value) { $override.($form['Name']) = $Value }
    $parameters = @{ $form['Parameter'] = $override }
    Set-NetIntent -Name $intent.IntentName @parameters -ErrorAction Stop
}

function Invoke-All {
Undo-Change 'AtcIntent' @{ Nic = 'pNIC04' } '*JumboPacket' 9014 'pNIC04' -Was 1514
Undo-Change 'AtcIntent' @{ Nic = 'pNIC03' } '*JumboPacket' 9014 'pNIC03' -Was 1514
}

Invoke-All
Exit-WithSummary
